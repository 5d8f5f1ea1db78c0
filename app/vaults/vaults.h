#pragma once

#include <optional>

#include "keys/search.h"
#include "output/json.h"
#include "tool/tool.h"

namespace mayfly::app {

/// Opens the vault that the options name. Throws Error{no_vault} where there is none.
Vault open_vault(Context& context);

/// The user that the options name. Throws Error{no_such_user} where the vault has none of that
/// name, and as require_no_key_of_another().
LockedUser find_known_user(Context& context, Vault& vault);

/// The same, opened with their key. Throws Error{wrong_key} too.
UnlockedUser unlock_user(Context& context, Vault& vault);

/// Takes the user's key out of the keyring where it opens no slot any more. A warning where that
/// fails: what was done before is done.
void forget_useless_key(Context& context, Vault& vault);

/// Exit 3 for a message by id or name.
Error no_message(const std::string& what);

/// "1 message", "2 messages".
std::string counted(std::int64_t count, const std::string& thing);

/// Says what was done to the vault: as JSON where that was asked for, else to a person.
void print_done(Context& context, const Json& json, const std::string& done);

/// Logs what was purged on the way, and warns where that failed, or where the vault is not as it
/// should be.
void log_access(Context& context, Vault& vault);

}  // namespace mayfly::app
