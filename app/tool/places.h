#pragma once

#include <filesystem>

#include "tool/tool.h"

namespace mayfly::app {

/// Throws Error{usage} if the folder of a new key file does not exist (perhaps a stick is not
/// mounted), unless it is the usual one.
void require_folder(const Tool& tool, const std::filesystem::path& file);

/// Where things are and whose they are: the option, else the variable, else what the configuration
/// says, else the default (mayfly(1), FILES). All throw Error{usage} if there is none of these.
VaultPlace vault_place(const Tool& tool);
/// Whether an option, a variable or the configuration says where the vault is.
bool names_vault(const Tool& tool);
std::filesystem::path key_file_path(const Tool& tool, const UserName& user);
UserName user_name(const Tool& tool);
/// Whether one of these says which user; else it is the login's.
bool names_user(const Tool& tool);

}  // namespace mayfly::app
