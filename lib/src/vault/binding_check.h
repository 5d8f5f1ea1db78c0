#pragma once

#include "vault/vault_state.h"

namespace mayfly {

/// Whether the window keys are those of this database (doc/design.md, "Copies").
struct Ownership {
  bool to_be_bound = false;   ///< they are: it was moved or restored, or copied with them
  std::optional<Error> copy;  ///< they are not: why it can only be looked at
};

/// As of the last look at the window-key file.
Ownership ownership_of(VaultState& vault);

/// Binds the window keys to this database, whatever they were bound to. Returns false where they
/// were bound to it before. Throws Error{busy} and {not_written}.
bool bind(VaultState& vault);

}  // namespace mayfly
