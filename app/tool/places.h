#pragma once

#include <filesystem>

#include "tool/tool.h"

namespace mayfly::app {

/// For an option whose path is empty.
Error empty_path(const char* option);

/// Throws Error{usage} where the folder of a new key file is not there (a stick that is not
/// mounted, perhaps), unless it is the usual one.
void require_folder(const Context& context, const std::filesystem::path& file);

/// Where things are and whose they are: the option, else the variable, else the default (mayfly(1),
/// FILES). All throw Error{usage} where that is nowhere.
VaultPlace vault_place(const Context& context);
/// Whether an option or a variable says where the vault is.
bool names_vault(const Context& context);
std::filesystem::path key_file_path(const Context& context, const UserName& user);
UserName user_name(const Context& context);
/// Whether an option or a variable says which user; else it is the login's.
bool names_user(const Context& context);

}  // namespace mayfly::app
