#pragma once

// New vaults and new users.

#include "vaults/vaults.h"

namespace mayfly::app {

/// A vault and a user of it, unlocked.
struct VaultAccess {
  Vault vault;
  UnlockedUser user;
};

/// Opens what `store` needs and makes what is missing of it: vault, user, key. Says on standard
/// error what was made, and where.
VaultAccess open_for_store(const Tool& tool, Purpose purpose);

/// The same if vault and user are there already; else nothing. Nothing is made but window keys, as
/// by open_with_window_keys().
std::optional<VaultAccess> open_for_known_user(const Tool& tool, Purpose purpose);

/// The vault, if its database is there already. Window keys that are lost are made anew, if no live
/// message needed them; open_vault() makes nothing.
std::optional<Vault> open_with_window_keys(const Tool& tool, Purpose purpose = Purpose::any);

/// Says that a key was made, and where.
void notice_of_key_file(const Tool& tool, const UserName& user, const std::filesystem::path& file);

/// Adds a user, with that key or else with the key file, which is made if it is missing, as the
/// vault is.
VaultAccess enroll(const Tool& tool, std::optional<Vault> vault, const UserName& user,
                   const std::optional<Key>& key, Purpose purpose = Purpose::any);

}  // namespace mayfly::app
