#pragma once

#include "vault/vault_state.h"

namespace mayfly {

/// Opens the window keys of a vault that is open; what is wrong with them is then in
/// `windows_failure`. Throws Error{unsafe_permissions}.
void open_window_keys(VaultState& vault, const VaultPlace& place);

/// The same, making them where there are none. Throws Error{not_a_vault}, naming the messages,
/// where live ones were sealed with keys that are lost.
void open_or_make_window_keys(VaultState& vault, const VaultPlace& place);

/// The folder of the window-key file.
std::filesystem::path window_key_folder(const VaultPlace& place);

/// The paths of all window-key files in the state folder, or the one that `place` names. Throws
/// Error{not_written} where one cannot look.
std::vector<std::filesystem::path> window_key_files(const VaultPlace& place);

/// The file operations that the options name.
Disk& disk_of(const VaultOptions& options);

}  // namespace mayfly
