#pragma once

#include "platform/file_status.h"
#include "vault/session.h"

namespace mayfly {

/// Where the files of a vault are.
struct VaultFiles {
  const VaultPlace& place;
  platform::FilePlace database;
};

/// Opens the window keys of a vault that is open; what is wrong with them is then its
/// keys.failure(). Throws Error{unsafe_permissions}.
void open_window_keys(Session& session, const VaultFiles& files);

/// The same, making them if there are none. Throws Error{not_a_vault}, naming the messages, if live
/// ones were sealed with keys that are lost.
void open_or_make_window_keys(Session& session, const VaultFiles& files);

/// The folder of the window-key file.
std::filesystem::path window_key_folder(const VaultPlace& place);

/// The paths of all window-key files in the state folder, or the one that `place` names. Throws
/// Error{not_written} if one cannot look.
std::vector<std::filesystem::path> window_key_files(const VaultPlace& place);

/// The file operations that the options name.
Disk& disk_of(const VaultOptions& options);

}  // namespace mayfly
