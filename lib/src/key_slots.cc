#include "key_slots.h"

#include <algorithm>

#include "keys/user_key.h"

namespace mayfly {

SecureBytes open_slot(const std::vector<storage::KeySlotRow>& slots, const KeyFile& key,
                      ByteView vault_id, const UserName& user, std::int64_t user_id) {
  if (slots.empty()) {
    throw Error(ErrorKind::authentication_failed,
                "the vault is damaged: user '" + user.str() + "' has no key slot");
  }
  const keys::Kek kek = keys::kek_from_key_file(key.key(), vault_id);
  for (const storage::KeySlotRow& slot : slots) {
    if (!std::ranges::equal(slot.kek_id, kek.id)) continue;
    return keys::open_user_key(
        slot.sealed_key, kek,
        {vault_id, user.str(), user_id, slot.slot, static_cast<keys::SlotKind>(slot.kind),
         from_unix_ms(slot.created_at)});
  }
  throw Error(ErrorKind::wrong_key,
              "this key does not open the messages of user '" + user.str() + "'",
              "name the key file with --key-file, or the user with --user");
}

void add_user(VaultState& vault, const UserName& user, const KeyFile& key) {
  vault.write([&](std::int64_t now) {
    if (vault.users.find(user.str())) return;  // another process was first
    const Bytes& vault_id = vault.db.vault_id();
    const keys::Kek kek = keys::kek_from_key_file(key.key(), vault_id);
    SecureBytes user_key(keys::kUserKeySize);
    vault.random.fill(user_key);
    const std::int64_t user_id = vault.users.insert(user.str(), now);
    const keys::SlotPlace place{vault_id,         user.str(), user_id, 1, keys::SlotKind::key_file,
                                from_unix_ms(now)};
    const SecureBytes sealed = keys::seal_user_key(user_key, kek, place, vault.random);
    vault.users.insert_slot(
        user_id, {place.slot, static_cast<std::int64_t>(place.kind), now,
                  Bytes(kek.id.begin(), kek.id.end()), Bytes(sealed.begin(), sealed.end())});
  });
}

}  // namespace mayfly
