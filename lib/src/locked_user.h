#pragma once

#include "key_slots.h"
#include "mayfly/vault.h"

namespace mayfly {

/// What the vault holds of a user, as it stood when they were looked up.
struct LockedUser::Known {
  UserName name;
  std::int64_t id;
  std::vector<storage::KeySlotRow> slots;
};

}  // namespace mayfly
