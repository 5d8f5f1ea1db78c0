#pragma once

#include "mayfly/vault.h"
#include "vault/key_slots.h"
#include "vault/row_sealer.h"
#include "vault/vault_state.h"

namespace mayfly {

/// What an unlocked user knows that nobody else may.
struct UnlockedUser::Secrets {
  Secrets(UserName user, std::int64_t id, OpenSlot opened, VaultState& vault);

  UserName name;
  std::int64_t user_id;
  OpenSlot slot;
  RowSealer sealer;

  SlotOwner owner() const { return {user_id, name}; }

  /// To be called first in each access: takes the new user key where another process has rotated
  /// it. Throws Error{wrong_key} where the slot is not there any more.
  void follow(VaultState& vault);

  /// The sealer, after that.
  RowSealer& current_sealer(VaultState& vault) {
    follow(vault);
    return sealer;
  }
};

}  // namespace mayfly
