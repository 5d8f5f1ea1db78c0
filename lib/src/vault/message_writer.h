#pragma once

#include "vault/row_sealer.h"
#include "vault/vault_state.h"

namespace mayfly {

/// Seals and inserts the drafts, of a user, with window keys that are on the disk by then. In the
/// caller's write transaction, which began at `now`. The drafts are used up.
std::vector<Receipt> store_drafts(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                  std::int64_t now, std::span<Draft> drafts);

}  // namespace mayfly
