#pragma once

// The vault's database as a file among files: where it is, whether it is safe to open, and how it
// comes to be.

#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "mayfly/random.h"
#include "platform/file_status.h"
#include "platform/patience.h"

namespace mayfly {

/// SQLite refuses a symbolic link anywhere in the path; folders may be links, the file may not.
std::filesystem::path with_real_folder(const std::filesystem::path& path);

/// Whether there is a vault file. Throws Error{unsafe_permissions}, Error{not_a_vault} for what is
/// not a regular file, and Error{authentication_failed} for a journal that is not the vault's.
bool vault_exists(const std::filesystem::path& path);

struct VaultFile {
  std::filesystem::path path;  ///< with its real folder
  struct stat status;
};

/// The same, with what is known of it.
std::optional<VaultFile> find_vault(const std::filesystem::path& path);

platform::FilePlace place_of(const VaultFile& file);

/// Makes the vault and its folder. Nobody ever sees half a vault. False if another process was
/// first. Throws Error{not_written}, Error{unsafe_permissions} and Error{busy}.
bool create_if_missing(const std::filesystem::path& database, RandomSource& random,
                       Patience& patience);

}  // namespace mayfly
