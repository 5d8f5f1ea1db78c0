#include "enrolment.h"

#include "places.h"
#include "report.h"

namespace mayfly::app {
namespace {

Vault open_or_make_vault(Context& context) {
  const VaultPlace place = vault_place(context);
  Vault vault = Vault::open_or_create(place, context.clock, context.random, context.vault_options);
  if (vault.was_made()) {
    notice(context, "made the vault " + place.database.string());
    const auto& keys = place.window_keys.empty() ? place.state_folder : place.window_keys;
    notice(context, "its window keys, which no backup should hold: " + keys.string());
  }
  return vault;
}

UnlockedUser enroll_with_key_file(Context& context, Vault& vault, const UserName& user) {
  const auto key_file = key_file_path(context, user);
  auto [unlocked, key_file_made] = vault.unlock_or_enroll(user, key_file);
  if (key_file_made) {
    notice(context, "made the key of user '" + user.str() + "': " + key_file.string());
    notice(context, "whoever has this key can read the messages; without it nobody can");
  }
  return std::move(unlocked);
}

UnlockedUser enroll_with_passphrase(Context& context, Vault& vault, const UserName& user,
                                    const Key& passphrase) {
  UnlockedUser unlocked = vault.enroll(user, passphrase);
  notice(context, "made user '" + user.str() + "', whose messages this passphrase opens");
  notice(context, "without it nobody can read them, and it cannot be found again");
  return unlocked;
}

}  // namespace

std::optional<Vault> open_vault_that_is_there(Context& context) {
  std::error_code none;
  if (!std::filesystem::exists(vault_place(context).database, none)) return std::nullopt;
  return open_or_make_vault(context);
}

VaultAccess enroll(Context& context, std::optional<Vault> vault, const UserName& user,
                   const std::optional<Key>& passphrase) {
  // Before a vault is made that nobody could use.
  if (!passphrase) KeyFile::require_safe_place(key_file_path(context, user));
  if (!vault) vault.emplace(open_or_make_vault(context));
  UnlockedUser unlocked = passphrase ? enroll_with_passphrase(context, *vault, user, *passphrase)
                                     : enroll_with_key_file(context, *vault, user);
  return {std::move(*vault), std::move(unlocked)};
}

std::optional<VaultAccess> open_for_known_user(Context& context) {
  auto vault = open_vault_that_is_there(context);
  const auto locked = vault ? vault->find_user(user_name(context)) : std::nullopt;
  if (!locked) return std::nullopt;
  UnlockedUser unlocked = unlock(context, *vault, *locked);
  return VaultAccess{std::move(*vault), std::move(unlocked)};
}

VaultAccess open_for_store(Context& context) {
  if (auto access = open_for_known_user(context)) return std::move(*access);
  const auto passphrase = passphrase_of_new_user(context);
  return enroll(context, open_vault_that_is_there(context), user_name(context), passphrase);
}

}  // namespace mayfly::app
