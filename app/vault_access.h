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

/// Logs what was purged on the way, and warns where that failed.
void log_purge(Context& context, const Vault& vault);

}  // namespace mayfly::app
