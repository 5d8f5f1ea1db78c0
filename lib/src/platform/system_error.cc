#include "platform/system_error.h"

#include <cerrno>
#include <system_error>

namespace mayfly::platform {

Error system_error(int error_number, std::string_view doing, const std::filesystem::path& path) {
  const std::string text = "could not " + std::string(doing) + " " + path.string() + ": " +
                           std::generic_category().message(error_number);
  switch (error_number) {
    case ELOOP:
      return {ErrorKind::unsafe_permissions, path.string() + " is a symbolic link",
              "name the file itself"};
    case ENAMETOOLONG:
      return {ErrorKind::usage, text, "choose a shorter path"};
    case ENOSPC:
    case EDQUOT:
    case EROFS:
    case EIO:
    case EACCES:
    case EPERM:
    case ENOENT:
    case ENOTDIR:
    case EFBIG:
    case EISDIR:
    case EEXIST:
    case ENOLCK:  // NFS without its lock daemon
      return {ErrorKind::not_written, text, "nothing was changed"};
    default:
      return {ErrorKind::unexpected, text};
  }
}

}  // namespace mayfly::platform
