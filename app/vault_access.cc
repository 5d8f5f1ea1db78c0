#include "vault_access.h"

#include "log.h"
#include "places.h"
#include "report.h"

namespace mayfly::app {

Vault open_vault(Context& context) {
  return Vault::open(vault_place(context), context.clock, context.random, context.vault_options);
}

std::optional<UnlockedUser> unlock_user(Context& context, Vault& vault) {
  const UserName user = user_name(context);
  auto unlocked = vault.unlock(user, key_file_path(context, user));
  if (unlocked) return unlocked;
  notice(context, "the vault has no user '" + user.str() + "'");
  return std::nullopt;
}

StoreAccess open_for_store(Context& context) {
  const UserName user = user_name(context);
  const auto key_file = key_file_path(context, user);
  const VaultPlace place = vault_place(context);
  KeyFile::require_safe_place(key_file);  // before a vault is made that nobody could use

  Vault vault = Vault::open_or_create(place, context.clock, context.random, context.vault_options);
  if (vault.was_made()) {
    notice(context, "made the vault " + place.database.string());
    const auto& keys = place.window_keys.empty() ? place.state_folder : place.window_keys;
    notice(context, "its window keys, which no backup should hold: " + keys.string());
  }
  auto [unlocked, key_file_made] = vault.unlock_or_enroll(user, key_file);
  if (key_file_made) {
    notice(context, "made the key of user '" + user.str() + "': " + key_file.string());
    notice(context, "whoever has this key can read the messages; without it nobody can");
  }
  return {std::move(vault), std::move(unlocked)};
}

Error no_message(const std::string& what) {
  return {
      ErrorKind::no_such_message, "no message " + what,
      "it never was, has expired, or was read or removed; mayfly list shows those that are left"};
}

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void print_done(Context& context, const std::string& json, const std::string& done) {
  try {
    if (context.options.json) write_out(context.io, json + "\n");
  } catch (const Error& error) {
    // Not exit 16, which promises that nothing was written to the vault.
    throw Error(ErrorKind::unexpected, error.what(), done + " all the same");
  }
  notice_to_person(context, done);
}

void log_access(Context& context, Vault& vault) {
  const PurgeReport& purged = vault.purged();
  if (purged.messages > 0)
    log_info(context, "purged " + counted(purged.messages, "expired message"));
  if (purged.failure) {
    log_warning(context,
                std::string("what has expired could not be destroyed: ") + purged.failure->what());
  }
  for (const std::string& warning : vault.warnings()) log_warning(context, warning);
}

}  // namespace mayfly::app
