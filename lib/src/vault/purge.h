#pragma once

#include "vault/session.h"

namespace mayfly {

/// Destroys what has expired in an open vault, or only looks, as the options say; what was done,
/// and what could not be, is in `session.purged`.
void purge_all(Session& session);

}  // namespace mayfly
