#pragma once

#include "mayfly/vault.h"
#include "vault/vault_state.h"

namespace mayfly {

/// Vault::verify(). The rows of the witness, if there is one, can be authenticated.
VerifyReport verify(VaultState& vault, UnlockedUser::Secrets* witness, std::chrono::seconds grace);

}  // namespace mayfly
