#pragma once

#include "mayfly/vault.h"
#include "vault/session.h"

namespace mayfly {

/// Vault::verify(). The rows of the witness, if there is one, can be authenticated.
VerifyReport verify(Session& session, UnlockedUser::Secrets* witness, std::chrono::seconds grace);

}  // namespace mayfly
