#pragma once

// Folders that nobody else may write to.

#include <filesystem>

namespace mayfly::platform {

/// The folder that holds `path`; "." where the path names none.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// The same without symbolic links. Throws Error{not_written} where it cannot be reached.
std::filesystem::path real_folder_of(const std::filesystem::path& path);

/// Throws Error{unsafe_permissions} where the folder is another's, or group or others can write to
/// it. A folder that does not exist is no error.
void require_safe_folder(const std::filesystem::path& folder);

/// Throws Error{unsafe_permissions} unless the folder, or the nearest one above it that exists, is
/// safe to put private things in: ours, and not to be written to by others. To make a folder in, a
/// sticky one of the system's, like /tmp, is safe too.
void require_safe_place(const std::filesystem::path& folder);

/// Makes the folder and those above it that are missing, 0700 each. Throws as above, and
/// Error{not_written}.
void make_private_folder(const std::filesystem::path& folder);

/// Brings to the disk which files are in the folder. Throws Error{not_written}.
void sync_folder(const std::filesystem::path& folder);

}  // namespace mayfly::platform
