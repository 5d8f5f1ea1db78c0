#include "platform/draft_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "mayfly/encoding.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".mayfly-draft-";
constexpr std::size_t kRandomBytes = 8;
constexpr const char* kJournal = "-journal";  // SQLite's

fs::path new_name(const fs::path& path) {
  std::array<std::uint8_t, kRandomBytes> random{};
  if (::getentropy(random.data(), random.size()) != 0)
    throw system_error(errno, "name a draft of", path);
  return folder_of(path) / (std::string(kPrefix) + to_hex(random));
}

bool is_name_of_draft(const std::string& name) {
  return name.starts_with(kPrefix) && name.size() == kPrefix.size() + 2 * kRandomBytes &&
         name.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string::npos;
}

void remove_draft(const fs::path& draft) noexcept {
  ::unlink((draft.string() + kJournal).c_str());
  ::unlink(draft.c_str());
}

/// Whether it begins like a draft of ours. The names are ours, but anybody can give them.
bool looks_like_draft(int fd) {
  constexpr off_t kSecondBlock = 4096;  // of a window-key file: the first one is random
  const auto holds = [fd](off_t offset, std::string_view text) {
    std::string found(text.size(), '\0');
    const ssize_t got = ::pread(fd, found.data(), found.size(), offset);
    return got == 0 ? offset == 0 : got == std::ssize(text) && found == text;
  };
  return holds(0, "SQLite format 3") || holds(0, "# mayfly key") || holds(0, "Signature: 8a47") ||
         holds(0, "mayflyBN") || holds(kSecondBlock, "mayflyW");
}

/// Whether the file behind `fd` is one of ours, in use by nobody, and locked by us now.
bool lock_if_abandoned(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && status.st_mode == (S_IFREG | S_IRUSR | S_IWUSR) &&
         status.st_uid == ::geteuid() && status.st_nlink == 1 && looks_like_draft(fd) &&
         ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/// A draft may hold a key: it should not lie around until somebody looks.
void remove_abandoned(const fs::path& folder) {
  std::error_code error;
  auto entry = fs::directory_iterator(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    if (!is_name_of_draft(entry->path().filename().string())) continue;
    const Descriptor fd(
        ::open(entry->path().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (fd.get() >= 0 && lock_if_abandoned(fd.get())) remove_draft(entry->path());
  }
}

/// False if somebody who cleans up got the lock before us. On a file system without locks nothing
/// is ever cleaned up.
bool lock_new(int fd) {
  struct stat status {};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK;
  return ::fstat(fd, &status) == 0 && status.st_nlink == 1;
}

}  // namespace

DraftFile::DraftFile(fs::path path) : path_(std::move(path)) {
  remove_abandoned(folder_of(path_));
  do {
    draft_ = new_name(path_);
    file_ = create_private_file(draft_);
  } while (!lock_new(file_.get()));
}

DraftFile::~DraftFile() {
  if (!draft_.empty()) remove_draft(draft_);
}

bool DraftFile::publish() {
  return platform::publish(std::exchange(draft_, {}), path_);
}

}  // namespace mayfly::platform
