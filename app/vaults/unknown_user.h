#pragma once

#include "mayfly/vault.h"
#include "tool/tool.h"

namespace mayfly::app {

/// For a user whom the vault does not have: throws Error{authentication_failed} if a key at hand
/// (the key file, a passphrase that options name, or `presented`) opens a slot that was sealed for
/// that name, so that somebody has altered the name in the vault, or if the key file is another
/// user's.
void require_no_key_of_another(const Tool& tool, Vault& vault, const UserName& user,
                               const std::optional<Key>& presented = std::nullopt);

/// The same, but only an altered name is an error: another user's key may be meant.
void require_not_renamed(const Tool& tool, Vault& vault, const UserName& user,
                         const std::optional<Key>& presented);

/// Error{no_such_user}, which says who else there is, and the command that makes one.
Error no_such_user(Vault& vault, const UserName& user);

}  // namespace mayfly::app
