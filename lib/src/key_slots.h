#pragma once

#include "mayfly/key_file.h"
#include "vault_state.h"

namespace mayfly {

/// The user key, from the slot that `key` opens. Throws Error{wrong_key} where there is none, and
/// Error{authentication_failed} where it was altered.
SecureBytes open_slot(const std::vector<storage::KeySlotRow>& slots, const KeyFile& key,
                      ByteView vault_id, const UserName& user, std::int64_t user_id);

/// Adds the user with a new user key, in a slot that `key` opens. Does nothing where there is such
/// a user already.
void add_user(VaultState& vault, const UserName& user, const KeyFile& key);

}  // namespace mayfly
