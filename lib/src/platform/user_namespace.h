#pragma once

#include <sys/types.h>

#include <filesystem>

namespace mayfly::platform {

struct UserIdFiles {
  std::filesystem::path map = "/proc/self/uid_map";
  std::filesystem::path overflow = "/proc/sys/kernel/overflowuid";
};

/// Whether `owner` is how the machine's root appears in a user namespace that has no such user
/// (user_namespaces(7)). All other users whom it does not have appear so, too.
bool may_be_root_outside(uid_t owner, const UserIdFiles& files = {});

}  // namespace mayfly::platform
