#pragma once

#include "vault_state.h"
#include "window_keys/window_key_file.h"

namespace mayfly {

/// Whether the window keys are those of this database (doc/design.md, "Copies"). One that was
/// moved, or restored where it stood, is taken along: the file is bound to it anew; so is one that
/// was copied together with them. Else the error that says that it is a copy, which can only be
/// looked at.
std::optional<Error> look_at_binding(VaultState& vault, window_keys::WindowKeyFile& file);

/// Binds the file to this database, whatever it was bound to. Returns false where it was bound to
/// it before. Throws Error{busy} and {not_written}.
bool adopt(VaultState& vault, window_keys::WindowKeyFile& file);

}  // namespace mayfly
