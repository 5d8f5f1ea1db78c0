#pragma once

#include <sys/types.h>

#include <filesystem>

namespace mayfly::platform {

struct AccountFiles {
  std::filesystem::path users = "/etc/passwd";
  std::filesystem::path groups = "/etc/group";
};

/// Whether the group is the user's primary one, and nobody else is in it: many systems give each
/// user such a group, and a umask of 002. False if these files do not know user and group, since
/// others may be in it then.
bool is_private_group(gid_t group, uid_t user, const AccountFiles& files = {});

}  // namespace mayfly::platform
