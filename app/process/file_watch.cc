#include "process/file_watch.h"

#include <linux/magic.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <utility>

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr nanoseconds kLookInterval = std::chrono::seconds{1};

// What <linux/magic.h> of Debian 12 lacks.
constexpr std::array kLocal{static_cast<unsigned long>(EXT4_SUPER_MAGIC),
                            static_cast<unsigned long>(XFS_SUPER_MAGIC),
                            static_cast<unsigned long>(BTRFS_SUPER_MAGIC),
                            static_cast<unsigned long>(TMPFS_MAGIC),
                            static_cast<unsigned long>(RAMFS_MAGIC),
                            static_cast<unsigned long>(F2FS_SUPER_MAGIC),
                            0x2fc12fc1UL /* ZFS */,
                            0xca451a4eUL /* bcachefs */};

/// Whether every change of a file there is one that this kernel makes, and tells of.
bool tells_of_all(const fs::path& folder) {
  struct statfs status {};
  if (::statfs(folder.c_str(), &status) != 0) return false;
  return std::ranges::count(kLocal, static_cast<unsigned long>(status.f_type)) > 0;
}

// Not IN_CLOSE_WRITE: our own look opens the file for writing, too, and would wake us.
constexpr std::uint32_t kChanges =
    IN_MODIFY | IN_DELETE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

/// Waits for something to read, and returns whether there is.
bool is_readable(int fd, nanoseconds time) {
  pollfd events{fd, POLLIN, 0};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const timespec limit{static_cast<time_t>(seconds.count()),
                       static_cast<long>((time - seconds).count())};
  return ::ppoll(&events, fd < 0 ? 0 : 1, &limit, nullptr) > 0;
}

}  // namespace

FileWatch::~FileWatch() {
  end();
}

void FileWatch::end() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void FileWatch::begin(const fs::path& database) {
  if (fd_ >= 0) return;
  name_ = database.filename();
  const fs::path folder = database.has_parent_path() ? database.parent_path() : fs::path(".");
  if (!tells_of_all(folder)) return;
  fd_ = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd_ >= 0 && ::inotify_add_watch(fd_, folder.c_str(), kChanges) < 0) end();
}

bool FileWatch::wait(nanoseconds time) {
  if (fd_ < 0) {
    is_readable(-1, std::min(time, kLookInterval));
    return true;
  }
  const auto end = steady_clock::now() + time;
  while (is_readable(fd_, time)) {
    if (read_events()) return true;
    time = std::max(nanoseconds{0}, nanoseconds(end - steady_clock::now()));
  }
  return false;
}

/// Whether the change is one of the database, or the end of its journal, by which a write is done.
bool FileWatch::is_of_vault(std::string_view file, std::uint32_t change) const {
  return file == name_ || (file == name_ + "-journal" && (change & IN_CREATE) == 0);
}

/// Whether one of them may be of the vault. If the folder itself has changed, or if the kernel has
/// dropped some, any may have been.
bool FileWatch::read_events() {
  alignas(inotify_event) std::array<char, 16384> buffer{};
  bool changed = false;
  bool folder_is_gone = false;
  for (ssize_t got = 0; (got = ::read(fd_, buffer.data(), buffer.size())) > 0;) {
    for (ssize_t at = 0; at < got;) {
      inotify_event event{};
      std::memcpy(&event, &buffer[static_cast<std::size_t>(at)], sizeof(event));
      const char* name = &buffer[static_cast<std::size_t>(at)] + sizeof(event);
      changed = changed || event.len == 0 || is_of_vault(name, event.mask);
      folder_is_gone = folder_is_gone || (event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0;
      at += static_cast<ssize_t>(sizeof(event) + event.len);
    }
  }
  if (folder_is_gone) end();  // begin() looks which one is there now
  return changed;
}

}  // namespace mayfly::app
