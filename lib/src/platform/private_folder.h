#pragma once

// Folders that nobody else may write to.

#include <filesystem>
#include <optional>
#include <vector>

namespace mayfly::platform {

/// The folder that holds `path`; "." where the path names none.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// The same without symbolic links. Throws Error{not_written} where it cannot be reached.
std::filesystem::path real_folder_of(const std::filesystem::path& path);

/// The file beside `path` whose name is that of `path` with `suffix` after it.
std::filesystem::path beside(const std::filesystem::path& path, const char* suffix);

/// Throws Error{unsafe_permissions} where the folder is another's, or group or others can write to
/// it, a group that is not the user's own alone. A folder that does not exist is no error.
void require_safe_folder(const std::filesystem::path& folder);

/// The folder without symbolic links; nothing if it is missing. Throws the same, and also for
/// folders above it, up to "/": nobody except its user and root can put another one in its place.
std::optional<std::filesystem::path> find_safe_folder(const std::filesystem::path& folder);

/// Throws one Error{unsafe_permissions}, which names all that is unsafe, unless it is safe to put
/// private things into each folder, counting the folders above it, or to make it if it is missing.
/// To make a folder in, a sticky one of the system's, like /tmp, is safe too.
void require_safe_places(const std::vector<std::filesystem::path>& folders);

/// Makes the folder and those above it that are missing, 0700 each. Throws as above, and
/// Error{not_written}.
void make_private_folder(const std::filesystem::path& folder);

/// Syncs the list of files in the folder to the disk. Throws Error{not_written}.
void sync_folder(const std::filesystem::path& folder);

}  // namespace mayfly::platform
