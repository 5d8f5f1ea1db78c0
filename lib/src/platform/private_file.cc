#include "platform/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <vector>

#include "platform/descriptor.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kWritableByOthers = S_IWGRP | S_IWOTH;
constexpr mode_t kOpenToOthers = S_IRWXG | S_IRWXO;
constexpr int kNewFile = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
constexpr int kUpdate = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void refuse(const fs::path& path, const std::string& why, std::string hint) {
  throw Error(ErrorKind::unsafe_permissions, path.string() + " " + why, std::move(hint));
}

void require_owner(const fs::path& path, const struct stat& status) {
  if (status.st_uid == ::geteuid()) return;
  refuse(path, "belongs to another user (uid " + std::to_string(status.st_uid) + ")",
         "run mayfly as its owner, without sudo");
}

void require_private(const fs::path& path, const struct stat& status) {
  if (S_ISLNK(status.st_mode)) refuse(path, "is a symbolic link", "name the file itself");
  require_owner(path, status);
  if (S_ISREG(status.st_mode) && (status.st_mode & kOpenToOthers) != 0) {
    refuse(path, "is open to group or others", "if it is yours: chmod go= '" + path.string() + "'");
  }
}

void require_opened_private(const Descriptor& fd, const fs::path& path) {
  if (fd.get() < 0) throw system_error(errno, "open", path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw system_error(errno, "look at", path);
  require_private(path, status);
}

void require_unshared(const fs::path& folder, const struct stat& status) {
  const bool shared = (status.st_mode & kWritableByOthers) != 0;
  if (shared && (status.st_mode & S_ISVTX) != 0) {
    refuse(folder, "can be written to by group or others",
           "choose a folder of your own, inside it perhaps");
  }
  require_owner(folder, status);
  if (shared) {
    refuse(folder, "can be written to by group or others",
           "choose a folder that only you can write to; if this one is yours: chmod go-w '" +
               folder.string() + "'");
  }
}

std::optional<struct stat> status_of(const fs::path& path, bool follow) {
  struct stat status {};
  if (::fstatat(AT_FDCWD, path.c_str(), &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0)
    return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  if (errno == EACCES)
    refuse(path, "cannot be looked at: permission denied", "run mayfly as its owner");
  throw system_error(errno, "look at", path);
}

/// Nobody else can rename or replace what we make in a sticky folder of the system's.
bool is_sticky_of_system(const struct stat& status) {
  return (status.st_mode & S_ISVTX) != 0 && (status.st_uid == 0 || status.st_uid == ::geteuid());
}

/// The folders that are missing on the way to `folder`, topmost first, after a look at the one that
/// they would be made in.
std::vector<fs::path> missing_folders(const fs::path& folder) {
  std::vector<fs::path> missing;
  fs::path at = folder;
  std::optional<struct stat> status;
  while (!(status = status_of(at, true))) {
    missing.insert(missing.begin(), at);
    at = folder_of(at);
  }
  if (missing.empty() || !is_sticky_of_system(*status)) require_unshared(at, *status);
  return missing;
}

void sync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) throw system_error(errno, "sync", folder);
}

void write_all(int fd, ByteView content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, "write", path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
}

/// A name that no other process has, nor left behind.
fs::path draft_beside(const fs::path& path) {
  std::uint64_t number = 0;
  if (::getentropy(&number, sizeof(number)) != 0)
    throw system_error(errno, "name a draft of", path);
  return folder_of(path) / (".mayfly-" + std::to_string(number));
}

}  // namespace

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

fs::path real_folder_of(const fs::path& path) try {
  return fs::canonical(folder_of(path));
} catch (const fs::filesystem_error& error) {
  throw system_error(error.code().value(), "reach the folder of", path);
}

bool is_regular_file(const fs::path& path) noexcept {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void require_safe_folder(const fs::path& folder) {
  const auto status = status_of(folder, true);
  if (status) require_unshared(folder, *status);
}

void require_safe_place(const fs::path& folder) {
  missing_folders(folder);
}

void make_private_folder(const fs::path& folder) {
  for (const fs::path& next : missing_folders(folder)) {
    if (::mkdir(next.c_str(), S_IRWXU) == 0) continue;
    if (errno != EEXIST) throw system_error(errno, "make the folder", next);
    require_safe_folder(next);  // somebody was faster: another process of ours, one hopes
  }
  require_safe_folder(folder);
}

bool private_file_exists(const fs::path& path) {
  const auto status = status_of(path, false);
  if (status) require_private(path, *status);
  return status.has_value();
}

SecureBytes read_private_file(const fs::path& path, std::size_t max_size) {
  // O_NONBLOCK: a FIFO without a writer would hold us for ever.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0 && errno == ELOOP) throw system_error(errno, "read", path);
  if (fd.get() < 0) throw std::system_error(errno, std::generic_category());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw std::system_error(errno, std::generic_category());
  if (!S_ISREG(status.st_mode)) throw std::system_error(ENOTSUP, std::generic_category());
  require_private(path, status);

  SecureBytes content(max_size + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(fd.get(), content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category());
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

Descriptor open_private_file(const fs::path& path) {
  Descriptor fd(::open(path.c_str(), kUpdate | O_CREAT, kOwnerOnly));
  require_opened_private(fd, path);
  return fd;
}

Descriptor open_for_update(const fs::path& path) {
  Descriptor fd(::open(path.c_str(), kUpdate));
  if (fd.get() < 0 && (errno == EROFS || errno == EACCES))
    fd = Descriptor(::open(path.c_str(), (kUpdate & ~O_RDWR) | O_RDONLY));
  require_opened_private(fd, path);
  return fd;
}

bool file_ends_with(const fs::path& path, ByteView bytes) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0 && errno == ENOENT) return false;  // SQLite of another process has taken it away
  if (fd.get() < 0) throw system_error(errno, "read", path);
  const off_t size = ::lseek(fd.get(), 0, SEEK_END);
  Bytes end(bytes.size());
  const ssize_t got =
      ::pread(fd.get(), end.data(), end.size(), size - static_cast<off_t>(bytes.size()));
  return got == static_cast<ssize_t>(bytes.size()) && std::ranges::equal(end, bytes);
}

void create_private_file(const fs::path& path) {
  const Descriptor fd(::open(path.c_str(), kNewFile, kOwnerOnly));
  if (fd.get() < 0) throw system_error(errno, "make", path);
}

bool write_new_private_file(const fs::path& path, ByteView content) {
  const fs::path draft = draft_beside(path);
  {
    const Descriptor fd(::open(draft.c_str(), kNewFile, kOwnerOnly));
    if (fd.get() < 0) throw system_error(errno, "make", draft);
    try {
      write_all(fd.get(), content, draft);
      if (::fsync(fd.get()) != 0) throw system_error(errno, "sync", draft);
    } catch (...) {
      ::unlink(draft.c_str());
      throw;
    }
  }
  return publish(draft, path);
}

bool publish(const fs::path& from, const fs::path& to) {
  // Both refuse a name that is taken, where rename() would replace it. Not every file system knows
  // the first.
  int error =
      ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
  if (error == EINVAL || error == ENOSYS) {
    error = ::link(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  }
  ::unlink(from.c_str());
  if (error == EEXIST) return false;
  if (error != 0) throw system_error(error, "make", to);
  sync_folder(folder_of(to));
  return true;
}

}  // namespace mayfly::platform
