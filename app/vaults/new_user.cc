#include "vaults/new_user.h"

#include "keys/key_source.h"
#include "keys/weak_passphrase.h"
#include "tool/places.h"
#include "vaults/unknown_user.h"

namespace mayfly::app {
namespace {

Vault open_or_make_vault(const Tool& tool, Purpose purpose) {
  const VaultPlace place = vault_place(tool);
  Vault vault = Vault::open_or_create(place, tool.around.clock, tool.around.random,
                                      vault_options_for(tool, purpose));
  if (vault.was_made()) {
    tool.out.notice("made the vault " + place.database.string());
    const auto& keys = place.window_keys.empty() ? place.state_folder : place.window_keys;
    tool.out.notice("its window keys, which no backup should hold: " + keys.string());
  }
  return vault;
}

UnlockedUser enroll_with_key_file(const Tool& tool, Vault& vault, const UserName& user) {
  const auto key_file = key_file_path(tool, user);
  auto [unlocked, key_file_made] = vault.unlock_or_enroll(user, key_file);
  if (key_file_made) notice_of_key_file(tool, user, key_file);
  return std::move(unlocked);
}

UnlockedUser enroll_with(const Tool& tool, Vault& vault, const UserName& user, const Key& key) {
  tell_if_weak(tool, key, user.str());
  UnlockedUser unlocked = vault.enroll(user, key);
  tool.out.notice("made user '" + user.str() + "', whose messages this " +
                  (key.kind() == Key::Kind::passphrase ? "passphrase" : "key") + " opens");
  tool.out.notice("without it nobody can read them, and it cannot be found again");
  return unlocked;
}

/// A file that is there already will be used, so it must be a key.
void require_usable_key_file(const Tool& tool, const std::filesystem::path& path) {
  KeyFile::require_safe_place(path);
  std::error_code none;
  if (std::filesystem::exists(path, none)) read_key_file(tool, path);
}

}  // namespace

void notice_of_key_file(const Tool& tool, const UserName& user, const std::filesystem::path& file) {
  // Also with --quiet: nobody should find out later that there is such a key.
  tool.out.notice_always("made the key of user '" + user.str() + "': " + file.string());
  tool.out.notice("whoever has this key can read the messages; without it nobody can");
}

std::optional<Vault> open_with_window_keys(const Tool& tool, Purpose purpose) {
  std::error_code none;
  if (!std::filesystem::exists(vault_place(tool).database, none)) return std::nullopt;
  return open_or_make_vault(tool, purpose);
}

VaultAccess enroll(const Tool& tool, std::optional<Vault> vault, const UserName& user,
                   const std::optional<Key>& key, Purpose purpose) {
  // Before a vault is made that nobody could use, or a key for one that is a copy.
  const auto key_file = key ? std::nullopt : std::optional(key_file_path(tool, user));
  require_safe_places(vault_place(tool), key_file);
  if (key_file) require_usable_key_file(tool, *key_file);
  if (vault) vault->require_original();
  if (!vault) vault.emplace(open_or_make_vault(tool, purpose));
  UnlockedUser unlocked =
      key ? enroll_with(tool, *vault, user, *key) : enroll_with_key_file(tool, *vault, user);
  return {std::move(*vault), std::move(unlocked)};
}

namespace {

std::optional<UnlockedUser> unlock_known_user(const Tool& tool, std::optional<Vault>& vault) {
  const auto locked = vault ? vault->find_user(user_name(tool)) : std::nullopt;
  if (!locked) return std::nullopt;
  return unlock(tool, *vault, *locked);
}

/// A first store makes what is missing, but never replaces what was there: whoever chose a
/// passphrase must not get a key file because a file is missing.
void require_first_store(const Tool& tool, std::optional<Vault>& vault, const UserName& user,
                         const std::optional<Key>& key) {
  if (vault) {
    const bool has_given_ids = vault->has_given_ids();
    if (vault->find_user(user)) return;  // another process has just made it
    require_no_key_of_another(tool, *vault, user, key);
    if (has_given_ids) throw no_such_user(*vault, user);
    return;
  }
  const VaultPlace place = vault_place(tool);
  if (const auto left = find_left_window_keys(place)) {
    throw Error(ErrorKind::no_vault,
                "no vault at " + place.database.string() +
                    (left->certain ? ", where there was one: its window keys are in "
                                   : "; there may have been one, and its window keys be in ") +
                    left->file.parent_path().string(),
                "put it back, or name it with --vault; mayfly init makes a new one");
  }
}

}  // namespace

std::optional<VaultAccess> open_for_known_user(const Tool& tool, Purpose purpose) {
  auto vault = open_with_window_keys(tool, purpose);
  auto user = unlock_known_user(tool, vault);
  if (!user) return std::nullopt;
  return VaultAccess{std::move(*vault), std::move(*user)};
}

VaultAccess open_for_store(const Tool& tool, Purpose purpose) {
  auto vault = open_with_window_keys(tool, purpose);
  if (auto known = unlock_known_user(tool, vault)) return {std::move(*vault), std::move(*known)};
  const UserName user = user_name(tool);
  const auto key = key_of_new_user(tool);
  require_first_store(tool, vault, user, key);
  return enroll(tool, std::move(vault), user, key, purpose);
}

}  // namespace mayfly::app
