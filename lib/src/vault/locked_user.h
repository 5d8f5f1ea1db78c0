#pragma once

#include "mayfly/vault.h"
#include "vault/key_slots.h"

namespace mayfly {

/// What the vault holds of a user, as it stood when they were looked up.
struct LockedUser::Known {
  UserName name;
  std::int64_t id;
  std::vector<storage::KeySlotRow> slots;
};

}  // namespace mayfly
