#pragma once

#include "mayfly/vault.h"
#include "tool/tool.h"

namespace mayfly::app {

/// Where a key may come from.
enum class KeySearch {
  everywhere,
  without_cost,  ///< asks nobody, and runs neither a command nor a derivation, unless told to
  presented,     ///< not from the keyring, nor from a key file that the options do not name
};

/// The user, unlocked by the first key at hand: the one that the options name, else one that the
/// variables name, the key file at its usual place, the keyring, or a person, who is asked up to
/// three times. Nothing if there is none. Throws Error{wrong_key} if one that was named does not
/// open a slot.
std::optional<UnlockedUser> unlock_if_possible(const Tool& tool, const Vault& vault,
                                               const LockedUser& user,
                                               KeySearch search = KeySearch::everywhere);

/// The same, but throws Error{wrong_key}, with what there is to do, if there is no key.
UnlockedUser unlock(const Tool& tool, const Vault& vault, const LockedUser& user,
                    KeySearch search = KeySearch::everywhere);

/// The user, unlocked by each of the keys at hand: one for each slot. Asks for a passphrase if
/// there is none, and with `ask_for_others` for that of each slot that is not open yet.
std::vector<UnlockedUser> unlock_with_each_key(const Tool& tool, const Vault& vault,
                                               const LockedUser& user,
                                               const std::vector<std::string>& key_files,
                                               bool ask_for_others);

/// The key of a new user, from a descriptor or a passphrase; nothing if no source of one is named,
/// or if a key file is.
std::optional<Key> key_of_new_user(const Tool& tool);

/// The name under which the kernel's keyring holds the user's KEK.
std::string keyring_name(const Vault& vault, const UserName& user);

}  // namespace mayfly::app
