#include "vaults/vaults.h"

#include "keys/search.h"
#include "output/hints.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/unknown_user.h"

namespace mayfly::app {

VaultOptions vault_options_for(const Tool& tool, Purpose purpose) {
  VaultOptions options = tool.vault_options;
  options.look_only = purpose == Purpose::look_only;
  options.to_write = purpose == Purpose::write_soon;
  return options;
}

Vault open_vault(const Tool& tool, Purpose purpose) {
  return Vault::open(vault_place(tool), tool.around.clock, tool.around.random,
                     vault_options_for(tool, purpose));
}

LockedUser find_known_user(const Tool& tool, Vault& vault) {
  const UserName user = user_name(tool);
  auto locked = vault.find_user(user);
  if (locked) return std::move(*locked);
  require_no_key_of_another(tool, vault, user);
  log_access(tool, vault);  // if a copy was restored, that is perhaps why
  throw no_such_user(vault, user);
}

UnlockedUser unlock_user(const Tool& tool, Vault& vault) {
  return unlock(tool, vault, find_known_user(tool, vault));
}

void forget_useless_key(const Tool& tool, Vault& vault) try {
  const LockedUser user = find_known_user(tool, vault);
  const std::string name = keyring_name(vault, user.name());
  auto kek = tool.around.keyring.find(name);
  if (!kek) return;
  try {
    user.unlock(Key::of_kek(std::move(*kek)));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::wrong_key) throw;
    tool.around.keyring.remove(name);
  }
} catch (const Error& error) {
  tool.out.warn(std::string("the keyring may keep a key that is of no use: ") + error.what());
}

Error no_message(const std::string& what) {
  return {ErrorKind::no_such_message, Reason::no_message, "no message " + what};
}

void log_access(const Tool& tool, Vault& vault) {
  const PurgeReport& purged = vault.purged();
  if (purged.messages > 0) tool.out.info("purged " + counted(purged.messages, "expired message"));
  if (purged.failure) {
    tool.out.warn(std::string("what is to be destroyed may still be on the disk: ") +
                  purged.failure->what());
  }
  if (purged.rows_left) {
    tool.out.warn(std::string("rows of messages that are gone could not be deleted yet: ") +
                  purged.rows_left->what());
  }
  for (const Warning& warning : vault.warnings())
    tool.out.warn(with_page(warning.text, warning.reason));
}

}  // namespace mayfly::app
