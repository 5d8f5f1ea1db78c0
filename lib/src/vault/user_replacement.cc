// A new user in the place of one whose keys are lost.

#include <algorithm>

#include "vault/removal.h"
#include "vault/user_impl.h"

namespace mayfly {
namespace {

/// What a later program made is not to be destroyed by whoever does not know what it is for.
void require_known(storage::Reader& rows, const LockedUser::Known& user) {
  bool newer = std::ranges::any_of(user.slots, is_of_later_program);
  rows.each_of(user.id, [&](const storage::MessageHead& head) {
    newer = newer || storage::is_of_later_program(head);
  });
  if (!newer) return;
  throw Error(ErrorKind::not_a_vault,
              "user '" + user.name.str() + "' has keys or messages of a newer mayfly",
              "nothing was changed; update mayfly");
}

/// Whoever has changed the slots since they were looked at has a key.
void require_unchanged(storage::Reader& rows, const LockedUser::Known& user) {
  if (rows.find_user(user.name.str()) == user.id && rows.slots(user.id) == user.slots) return;
  throw Error(ErrorKind::busy, "the key slots were changed by another process",
              "nothing was changed by this one; try again");
}

Doomed all_of(storage::Reader& rows, UserId user) {
  Doomed doomed;
  rows.each_of(user, [&](const storage::MessageHead& head) { doomed.add(head); });
  return doomed;
}

/// After the commit: before it, whoever is killed would leave the old user without messages.
void destroy(const KeyAccess& keys, const std::set<Generation>& generations) try {
  if (keys) keys.destroy(generations);
} catch (const Error& error) {
  throw Error(error.kind(), error.what(),
              "the user was replaced all the same; the window keys of the messages that are gone "
              "end in time");
}

}  // namespace

UnlockedUser Vault::replace_user(const LockedUser& user, const Key& key) {
  Session& session = *session_;
  const LockedUser::Known& known = *user.known_;
  const SlotTable table(session, known.id, known.name);
  const NewSlot slot = table.prepare({}, nullptr, key);
  SecureBytes user_key(keys::kUserKeySize);
  session.random.fill(user_key);
  std::set<Generation> alone;
  session.write([&](Writing& writing) {
    storage::Writer& rows = writing.rows();
    require_unchanged(rows, known);
    require_known(rows, known);
    require_unused(known.slots, slot.kek);
    if (!session.keys.are_lost()) session.keys.require();  // or what is wrong with them
    alone = keys_of_these_alone(session, rows, all_of(rows, known.id));
    rows.remove_all(known.id);
    rows.remove_receipts(known.id);
    for (const storage::KeySlotRow& row : known.slots) table.remove(rows, row.slot);
    table.add(rows, kFirstSlot, slot, user_key);
  });
  destroy(session.keys, alone);
  return find_user(known.name).value().unlock(Key::of_kek(slot.kek.bytes()));
}

}  // namespace mayfly
