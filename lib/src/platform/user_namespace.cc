#include "platform/user_namespace.h"

#include <fstream>

namespace mayfly::platform {
namespace {

/// Whether a user of the namespace is the outer one's root. True if that cannot be known.
bool has_outer_root(const std::filesystem::path& map) {
  std::ifstream lines(map);
  if (!lines) return true;
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  while (lines >> inside >> outside >> count)
    if (outside == 0) return true;
  return false;
}

}  // namespace

bool may_be_root_outside(uid_t owner, const UserIdFiles& files) {
  uid_t overflow = 0;
  if (!(std::ifstream(files.overflow) >> overflow) || owner != overflow) return false;
  return !has_outer_root(files.map);
}

}  // namespace mayfly::platform
