#pragma once

#include <optional>

#include "context.h"

namespace mayfly::app {

/// Opens the vault that the options name. Throws Error{no_vault} where there is none.
Vault open_vault(Context& context);

/// The user that the options name, opened with their key. Nothing where the vault knows no such
/// user: then there are no messages either, and a notice says so.
std::optional<UnlockedUser> unlock_user(Context& context, Vault& vault);

/// Opens what `store` needs and makes what is missing of it: vault, user, key file. Says on
/// standard error what was made, and where.
struct StoreAccess {
  Vault vault;
  UnlockedUser user;
};
StoreAccess open_for_store(Context& context);

/// Exit 3 for a message by id or name.
Error no_message(const std::string& what);

/// "1 message", "2 messages".
std::string counted(std::int64_t count, const std::string& thing);

/// Says what was done to the vault: as JSON where that was asked for, else to a person.
void print_done(Context& context, const std::string& json, const std::string& done);

/// Logs what was purged on the way, and warns where that failed, or where the vault is not as it
/// should be.
void log_access(Context& context, Vault& vault);

}  // namespace mayfly::app
