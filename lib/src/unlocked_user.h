#pragma once

#include "mayfly/vault.h"
#include "row_sealer.h"
#include "vault_state.h"

namespace mayfly {

/// What an unlocked user knows that nobody else may.
struct UnlockedUser::Secrets {
  std::string name;
  std::int64_t user_id;
  RowSealer sealer;
};

/// Adds the user with a new user key, in a slot that `key` opens. Does nothing where there is such
/// a user already.
void add_user(VaultState& vault, const UserName& user, const KeyFile& key);

}  // namespace mayfly
