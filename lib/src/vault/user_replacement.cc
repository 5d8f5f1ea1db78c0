// A new user in the place of one whose keys are lost.

#include "vault/locked_user.h"
#include "vault/message_removal.h"

namespace mayfly {
namespace {

/// What a later program made is not to be destroyed by who does not know what it is for.
void require_known(VaultState& vault, const LockedUser::Known& user) {
  bool newer = std::ranges::any_of(user.slots, is_of_later_program);
  vault.messages.each_of(user.id, [&](const storage::MessageHead& head) {
    newer = newer || storage::is_of_later_program(head);
  });
  if (!newer) return;
  throw Error(ErrorKind::not_a_vault,
              "user '" + user.name.str() + "' has keys or messages of a newer mayfly",
              "nothing was changed; update mayfly");
}

/// Whoever has changed the slots since they were looked at has a key.
void require_unchanged(VaultState& vault, const LockedUser::Known& user) {
  if (vault.users.find(user.name.str()) == user.id && vault.users.slots(user.id) == user.slots)
    return;
  throw Error(ErrorKind::busy, "the key slots were changed by another process",
              "nothing was changed by this one; try again");
}

Doomed all_of(VaultState& vault, std::int64_t user_id) {
  Doomed doomed;
  vault.messages.each_of(user_id, [&](const storage::MessageHead& head) {
    doomed.ids.insert(head.id);
    doomed.generations.insert(head.generation);
  });
  return doomed;
}

/// Behind the commit: before it, whoever is killed would leave the old user without messages.
void destroy(VaultState& vault, const std::set<std::int64_t>& generations) try {
  if (vault.windows) vault.destroy_keys(generations);
} catch (const Error& error) {
  throw Error(error.kind(), error.what(),
              "the user was replaced all the same; the window keys of the messages that are gone "
              "end in time");
}

}  // namespace

UnlockedUser Vault::replace_user(const LockedUser& user, const Key& key) {
  VaultState& vault = *state_;
  const LockedUser::Known& known = *user.known_;
  const NewSlot slot = prepare_slot(vault, {}, nullptr, key);
  SecureBytes user_key(keys::kUserKeySize);
  vault.random.fill(user_key);
  std::set<std::int64_t> alone;
  vault.write([&](std::int64_t now) {
    require_unchanged(vault, known);
    require_known(vault, known);
    require_unused(known.slots, slot.kek);
    if (!vault.windows_lost) vault.window_keys();  // or the error that says what is wrong with them
    alone = keys_of_these_alone(vault, all_of(vault, known.id));
    vault.messages.remove_all(known.id, now);
    for (const storage::KeySlotRow& row : known.slots) vault.users.delete_slot(known.id, row.slot);
    add_slot(vault, {known.id, known.name}, 1, slot, user_key);
  });
  destroy(vault, alone);
  return find_user(known.name).value().unlock(Key::of_kek(slot.kek.bytes()));
}

}  // namespace mayfly
