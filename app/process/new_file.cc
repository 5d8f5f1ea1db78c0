#include "process/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "mayfly/encoding.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

Error failure(const char* doing, const fs::path& path, int error_number) {
  return {ErrorKind::output_failed, "could not " + std::string(doing) + " " + path.string() + ": " +
                                        std::generic_category().message(error_number)};
}

std::string path_of(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

int open_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) throw failure("open", folder, errno);
  return fd;
}

}  // namespace

NewFile::NewFile(fs::path path, RandomSource& random)
    : path_(std::move(path)), name_(path_.filename()), folder_(open_folder(path_)) {
  struct stat status {};
  const bool is_there = ::fstatat(folder_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  int error = is_there ? 0 : errno;
  if (error == ENOENT) {  // a name that is too long, say, would be found out too late
    fd_ = open_unnamed();
    if (fd_ < 0) fd_ = open_draft(random);
    error = errno;
  }
  if (fd_ >= 0) return;
  ::close(folder_);
  if (error != 0) throw failure("make", path_, error);
  throw Error(ErrorKind::usage, path_.string() + " is there already",
              "nothing was written; name a new file");
}

NewFile::~NewFile() {
  if (!draft_.empty()) ::unlinkat(folder_, draft_.c_str(), 0);
  ::close(fd_);
  ::close(folder_);
}

/// -1 if the file system has no files without a name, or if this one could get none later.
int NewFile::open_unnamed() const {
  const int fd = ::openat(folder_, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, kOwnerOnly);
  if (fd < 0 || ::access(path_of(fd).c_str(), F_OK) == 0) return fd;
  ::close(fd);
  return -1;
}

int NewFile::open_draft(RandomSource& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  const std::string draft = ".mayfly-output-" + to_hex(bytes);
  const int fd = ::openat(folder_, draft.c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly);
  if (fd >= 0) draft_ = draft;
  return fd;
}

void NewFile::require_possible() const {
  struct stat status {};
  if (::fstatat(folder_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
    throw failure("make", path_, EEXIST);
  if (::fstat(folder_, &status) != 0 || status.st_nlink == 0) throw failure("make", path_, ENOENT);
}

void NewFile::sync() const {
  if (::fsync(fd_) != 0) throw failure("write", path_, errno);
}

void NewFile::publish() {
  const int error = draft_.empty() ? link_unnamed() : rename_draft();
  if (error != 0) throw failure("make", path_, error);
  draft_.clear();
  if (::fsync(folder_) != 0 && errno != EINVAL) throw failure("write the folder of", path_, errno);
}

/// Both refuse a name that is taken, and return an errno.
int NewFile::link_unnamed() const noexcept {
  const int done =
      ::linkat(AT_FDCWD, path_of(fd_).c_str(), folder_, name_.c_str(), AT_SYMLINK_FOLLOW);
  return done == 0 ? 0 : errno;
}

int NewFile::rename_draft() const noexcept {
  if (::renameat2(folder_, draft_.c_str(), folder_, name_.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::linkat(folder_, draft_.c_str(), folder_, name_.c_str(), 0) != 0) return errno;
  ::unlinkat(folder_, draft_.c_str(), 0);
  return 0;
}

}  // namespace mayfly::app
