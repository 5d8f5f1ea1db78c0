#pragma once

#include "vault/vault_state.h"

namespace mayfly {

/// Destroys what has expired in an open vault, or only looks, as the options say; what was done,
/// and what could not be, is in `vault.purged`.
void purge_all(VaultState& vault);

}  // namespace mayfly
