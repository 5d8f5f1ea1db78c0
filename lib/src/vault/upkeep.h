#pragma once

#include "mayfly/vault.h"
#include "vault/session.h"

namespace mayfly {

/// Destroys what has expired in an open vault, or only looks, as the options say. What was done,
/// and what could not be, is in `session.purged`.
void purge_all(Session& session);

/// Vault::verify(). The rows of the witness, if there is one, can be authenticated.
VerifyReport verify(Session& session, UnlockedUser::Secrets* witness, std::chrono::seconds grace);

}  // namespace mayfly
