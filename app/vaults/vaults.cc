#include "vaults/vaults.h"

#include "keys/search.h"
#include "output/log.h"
#include "output/report.h"
#include "tool/places.h"
#include "vaults/unknown_user.h"

namespace mayfly::app {

Vault open_vault(Context& context) {
  return Vault::open(vault_place(context), context.clock, context.random, context.vault_options);
}

LockedUser find_known_user(Context& context, Vault& vault) {
  const UserName user = user_name(context);
  auto locked = vault.find_user(user);
  if (locked) return std::move(*locked);
  require_no_key_of_another(context, vault, user);
  log_access(context, vault);  // where a copy was restored, that is perhaps why
  throw no_such_user(vault, user);
}

UnlockedUser unlock_user(Context& context, Vault& vault) {
  return unlock(context, vault, find_known_user(context, vault));
}

void forget_useless_key(Context& context, Vault& vault) try {
  const LockedUser user = find_known_user(context, vault);
  const std::string name = keyring_name(vault, user.name());
  auto kek = context.keyring.find(name);
  if (!kek) return;
  try {
    user.unlock(Key::of_kek(std::move(*kek)));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::wrong_key) throw;
    context.keyring.remove(name);
  }
} catch (const Error& error) {
  log_warning(context,
              std::string("the keyring may keep a key that is of no use: ") + error.what());
}

Error no_message(const std::string& what) {
  return {
      ErrorKind::no_such_message, "no message " + what,
      "it never was, has expired, or was read or removed; mayfly list shows those that are left"};
}

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

void print_done(Context& context, const Json& json, const std::string& done) {
  try {
    if (context.options.json) write_out(context.io, json.line());
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
    log_warning(context, std::string("what is to be destroyed may still be on the disk: ") +
                             purged.failure->what());
  }
  if (purged.rows_left) {
    log_warning(context, std::string("rows of messages that are gone could not be deleted yet: ") +
                             purged.rows_left->what());
  }
  for (const std::string& warning : vault.warnings()) log_warning(context, warning);
}

}  // namespace mayfly::app
