#include "platform/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "mayfly/text.h"
#include "platform/descriptor.h"
#include "platform/draft_file.h"
#include "platform/file_status.h"
#include "platform/private_folder.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOpenToOthers = S_IRWXG | S_IRWXO;
constexpr int kNewFile = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
constexpr int kUpdate = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

void require_private(const fs::path& path, const struct stat& status) {
  if (S_ISLNK(status.st_mode)) refuse(path, "is a symbolic link", "name the file itself");
  require_owner(path, status);
  if (S_ISREG(status.st_mode) && (status.st_mode & kOpenToOthers) != 0) {
    refuse(path, "is open to group or others",
           "if it is yours: chmod go= -- " + shell_word(path.string()));
  }
}

void require_opened_private(const Descriptor& fd, const fs::path& path, struct stat& status) {
  if (fd.get() < 0) throw system_error(errno, "open", path);
  if (::fstat(fd.get(), &status) != 0) throw system_error(errno, "look at", path);
  require_private(path, status);
}

/// At most one byte more than `max_size`; nothing, and errno, if reading fails.
// NOLINTNEXTLINE(bugprone-easily-swappable-parameters): a descriptor comes first, as in read(2)
std::optional<SecureBytes> read_bytes(int fd, std::size_t max_size) {
  SecureBytes content(max_size + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(fd, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

}  // namespace

std::optional<struct stat> private_file_status(const fs::path& path) {
  const auto status = status_of(path, false);
  if (status) require_private(path, *status);
  return status;
}

bool private_file_exists(const fs::path& path) {
  return private_file_status(path).has_value();
}

SecureBytes read_private_file(const fs::path& path, std::size_t max_size) {
  // O_NONBLOCK: a FIFO without a writer would hold us forever.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0 && errno == ELOOP) throw system_error(errno, "read", path);
  if (fd.get() < 0) throw std::system_error(errno, std::generic_category());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw std::system_error(errno, std::generic_category());
  if (!S_ISREG(status.st_mode)) throw std::system_error(ENOTSUP, std::generic_category());
  require_private(path, status);

  auto content = read_bytes(fd.get(), max_size);
  if (!content) throw std::system_error(errno, std::generic_category());
  return std::move(*content);
}

SecureBytes read_up_to(int fd, std::size_t max_size, const fs::path& path) {
  auto content = read_bytes(fd, max_size);
  if (!content) throw system_error(errno, "read", path);
  return std::move(*content);
}

Descriptor open_private_file(const fs::path& path) {
  Descriptor fd(::open(path.c_str(), kUpdate | O_CREAT, kOwnerOnly));
  struct stat status {};
  require_opened_private(fd, path, status);
  return fd;
}

OpenedFile open_for_update(const fs::path& path) {
  OpenedFile file{Descriptor(::open(path.c_str(), kUpdate))};
  if (file.fd.get() < 0 && (errno == EROFS || errno == EACCES)) {
    file.fd = Descriptor(::open(path.c_str(), (kUpdate & ~O_RDWR) | O_RDONLY));
    file.writable = false;
  }
  require_opened_private(file.fd, path, file.status);
  return file;
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

Descriptor create_private_file(const fs::path& path) {
  Descriptor fd(::open(path.c_str(), kNewFile, kOwnerOnly));
  if (fd.get() < 0) throw system_error(errno, "make", path);
  return fd;
}

void write_all(int fd, ByteView content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, "write", path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
}

bool write_new_private_file(const fs::path& path, ByteView content) {
  DraftFile draft(path);
  write_all(draft.file().get(), content, draft.draft());
  if (::fsync(draft.file().get()) != 0) throw system_error(errno, "sync", draft.draft());
  return draft.publish();
}

bool publish(const fs::path& from, const fs::path& to) {
  // Both refuse a name that is taken, and rename() would replace the file. Not every file system
  // knows the first.
  int error =
      ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
  if (error == EINVAL || error == ENOSYS) {
    error = ::link(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  }
  ::unlink(from.c_str());
  if (error == EEXIST) return false;
  if (error != 0) throw system_error(error, "make", to);
  try {
    sync_folder(folder_of(to));
  } catch (const Error& failure) {
    throw Error(failure.kind(), failure.what(), to.string() + " was made all the same");
  }
  return true;
}

}  // namespace mayfly::platform
