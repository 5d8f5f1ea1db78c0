#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>

namespace mayfly::platform {

struct UserIdFiles {
  std::filesystem::path map = "/proc/self/uid_map";
  std::filesystem::path overflow = "/proc/sys/kernel/overflowuid";
};

/// Whether `owner` is how the machine's root appears in a user namespace that has no such user
/// (user_namespaces(7)). All other users whom it does not have appear so, too.
bool may_be_root_outside(uid_t owner, const UserIdFiles& files = {});

/// What the time namespace of this process adds to CLOCK_BOOTTIME (time_namespaces(7)); nothing if
/// that cannot be known. Throws Error, kind by errno, if it cannot be looked up because something
/// is missing that may be there the next time, for example descriptors.
std::optional<std::chrono::nanoseconds> boottime_offset();

}  // namespace mayfly::platform
