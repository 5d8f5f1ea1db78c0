#pragma once

#include <cstdint>

#include "keys/search.h"
#include "tool/tool.h"

namespace mayfly::app {

/// What a vault is opened for.
enum class Purpose : std::uint8_t {
  any,
  look_only,   ///< nothing is changed, so nothing is purged either
  write_soon,  ///< the place in the queue of writers is kept until that is done
};

/// How a vault is opened for that.
VaultOptions vault_options_for(const Tool& tool, Purpose purpose);

/// Opens the vault that the options name. Throws Error{no_vault} if there is none.
Vault open_vault(const Tool& tool, Purpose purpose = Purpose::any);

/// The user that the options name. Throws Error{no_such_user} if the vault has none of that
/// name, and as require_no_key_of_another().
LockedUser find_known_user(const Tool& tool, Vault& vault);

/// The same, opened with their key. Throws Error{wrong_key} too.
UnlockedUser unlock_user(const Tool& tool, Vault& vault);

/// Takes the user's key out of the keyring if it opens no slot any more. Only warns if that fails:
/// what was done before is done.
void forget_useless_key(const Tool& tool, Vault& vault);

/// Error{no_such_message} for a message by id or name.
Error no_message(const std::string& what);

/// Logs what was purged on the way, and warns if that failed, or if the vault is not as it should
/// be. Each command calls it at its own moment, so it is no flag in the table of commands: get and
/// list print their result first, the others log first.
void log_access(const Tool& tool, Vault& vault);

}  // namespace mayfly::app
