#pragma once

#include "mayfly/vault.h"
#include "vault_state.h"

namespace mayfly {

/// Vault::verify(). The rows of the witness, where there is one, can be authenticated.
VerifyReport verify(VaultState& vault, UnlockedUser::Secrets* witness);

}  // namespace mayfly
