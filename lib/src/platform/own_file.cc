#include "mayfly/own_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "mayfly/text.h"
#include "platform/descriptor.h"
#include "platform/file_status.h"
#include "platform/folder_chain.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "platform/system_error.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;

/// A folder that is closed to us, as a sandbox closes HOME, is as good as empty.
bool is_out_of_reach(const fs::path& path) {
  struct stat status {};
  return ::fstatat(AT_FDCWD, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0;
}

[[noreturn]] void refuse_unopened(const fs::path& path, int error_number) {
  if (error_number != EACCES) throw system_error(error_number, "read", path);
  refuse(path, "cannot be read: permission denied", "run mayfly as its owner");
}

void require_own(const fs::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::usage, path.string() + " is not a regular file", "nothing was changed");
  require_owner(path, status);
  if (others_can_write({path.string(), status}, ::geteuid())) {
    refuse(path, "can be written to by group or others",
           "if what it says is yours: chmod go-w -- " + shell_word(path.string()));
  }
  require_safe_folder(folder_of(path));
}

}  // namespace
}  // namespace mayfly::platform

namespace mayfly {

std::optional<SecureBytes> read_own_file(const std::filesystem::path& path, std::size_t max_size) {
  // O_NONBLOCK: a FIFO without a writer would hold us forever.
  const platform::Descriptor fd(
      ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0) {
    const int error_number = errno;
    if (error_number == ENOENT || error_number == ENOTDIR) return std::nullopt;
    if (error_number == EACCES && platform::is_out_of_reach(path)) return std::nullopt;
    platform::refuse_unopened(path, error_number);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw platform::system_error(errno, "look at", path);
  platform::require_own(path, status);
  return platform::read_up_to(fd.get(), max_size, path);
}

}  // namespace mayfly
