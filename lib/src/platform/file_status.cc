#include "platform/file_status.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "platform/system_error.h"

namespace mayfly::platform {

void refuse(const std::filesystem::path& path, const std::string& why, std::string hint) {
  throw Error(ErrorKind::unsafe_permissions, path.string() + " " + why, std::move(hint));
}

void require_owner(const std::filesystem::path& path, const struct stat& status) {
  if (status.st_uid == ::geteuid()) return;
  refuse(path, "belongs to another user (uid " + std::to_string(status.st_uid) + ")",
         "run mayfly as its owner, without sudo");
}

std::optional<struct stat> status_of(const std::string& path, bool follow) {
  struct stat status {};
  if (::fstatat(AT_FDCWD, path.c_str(), &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0)
    return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  if (errno == EACCES)
    refuse(path, "cannot be looked at: permission denied", "run mayfly as its owner");
  throw system_error(errno, "look at", path);
}

FilePlace place_of(const std::filesystem::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return {path, 0, 0};
  return {path, found.st_dev, found.st_ino};
}

}  // namespace mayfly::platform
