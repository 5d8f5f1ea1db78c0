// What an unlocked user may do with the key slots.

#include <algorithm>

#include "vault/user_impl.h"

namespace mayfly {
namespace {

SlotRows without(SlotNumber number, SlotRows rows) {
  std::erase_if(rows, [&](const auto& row) { return row.slot == number; });
  return rows;
}

SlotNumber next_number(const SlotRows& rows) {
  const SlotNumber last = rows.back().slot;
  if (last >= kFirstSlot && last < kSlotsEnd) return SlotNumber{number_of(last) + 1};
  throw Error(ErrorKind::authentication_failed, Reason::impossible_slot,
              "the vault is damaged: key slot " + std::to_string(number_of(last)) +
                  " was not written by mayfly");
}

/// If another process has put another slot in its place, that is not the one that was meant.
void require_removable(const SlotRows& rows, const KeySlot& unwanted, SlotNumber presented) {
  const SlotNumber number = unwanted.number;
  const auto is_it = [&](const storage::KeySlotRow& row) {
    return row.slot == number && row.created_at == unwanted.created_at;
  };
  if (std::ranges::none_of(rows, is_it)) {
    throw Error(ErrorKind::usage, Reason::no_such_slot,
                "there is no key slot " + std::to_string(number_of(number)));
  }
  if (rows.size() == 1) {
    throw Error(ErrorKind::usage, "this is the last key slot: without it no message could be read",
                "add another key first");
  }
  if (number == presented) {
    throw Error(ErrorKind::usage,
                "slot " + std::to_string(number_of(number)) + " cannot be removed by its own key",
                "present the key of a slot that stays");
  }
}

/// Session::write(). If a commit fails at its last sync, what was changed may stand.
template <class Work>
auto write_change(Session& session, Work&& work) {
  bool worked = false;
  const auto noted = [&](Writing& writing) {
    struct Note {
      bool& worked;
      ~Note() { worked = std::uncaught_exceptions() == 0; }
    } note{worked};
    return work(writing);
  };
  try {
    return session.write(noted);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written || !worked) throw;
    throw Error(error.kind(), Reason::uncertain_change, error.what());
  }
}

/// The KEKs of all that is presented.
std::vector<keys::Kek> keks_of(const SlotTable& table, const keys::Kek& first,
                               std::span<const Key> others) {
  std::vector<keys::Kek> keks{first};
  const SlotRows rows = table.look();
  for (const Key& key : others) {
    auto slot = table.open(rows, key);
    if (!slot)
      throw Error(ErrorKind::wrong_key, "one of the keys opens no slot", "nothing was changed");
    keks.push_back(std::move(slot->kek));
  }
  return keks;
}

std::string listed(const std::vector<SlotNumber>& numbers) {
  std::string text;
  for (const SlotNumber number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number_of(number));
  return text;
}

Error not_presented(const std::vector<SlotNumber>& slots) {
  const bool one = slots.size() == 1;
  return {ErrorKind::wrong_key, one ? Reason::slot_not_presented : Reason::slots_not_presented,
          (one ? "the key of this slot was not presented: "
               : "the keys of these slots were not presented: ") +
              listed(slots)};
}

/// What a later program made cannot be sealed anew, and is not to be dropped in passing.
void require_known(const SlotRows& rows) {
  std::vector<SlotNumber> newer;
  for (const auto& row : rows)
    if (is_of_later_program(row)) newer.push_back(row.slot);
  if (newer.empty()) return;
  throw Error(ErrorKind::not_a_vault, Reason::some_newer_slots,
              (newer.size() == 1 ? "this key slot is" : "these key slots are") +
                  std::string(" of a newer mayfly: ") + listed(newer));
}

/// Seals the new user key in the slots of these KEKs, and deletes all others.
Rotation seal_slots_anew(storage::Writer& rows, const SlotTable& table,
                         const std::vector<keys::Kek>& keks, ByteView user_key) {
  Rotation rotation;
  for (const storage::KeySlotRow& row : table.rows(rows)) {
    const auto kek = std::ranges::find_if(
        keks, [&](const auto& one) { return std::ranges::equal(one.id, row.kek_id); });
    if (kek == keks.end()) {
      rotation.dropped.push_back(row.slot);
      table.remove(rows, row.slot);
      continue;
    }
    table.open_row(row, *kek);  // or what somebody altered would be sealed as ours
    rotation.kept.push_back(row.slot);
    table.seal_anew(rows, row, *kek, user_key);
  }
  return rotation;
}

}  // namespace

UnlockedUser::Secrets::Secrets(Session& session, UserName user, UserId user_id, OpenSlot opened)
    : name(std::move(user)),
      id(user_id),
      slot(std::move(opened)),
      sealer(slot.user_key, session.store->vault_id(), name.str()) {}

void UnlockedUser::Secrets::follow(Session& session, storage::Reader& rows) {
  const SlotTable table = slot_table(session);
  const auto slots = table.rows(rows);
  const auto* row = slot_of(slots, slot.kek);
  if (row == nullptr) {
    throw Error(ErrorKind::wrong_key, "the key slot was removed meanwhile",
                "present another key of user '" + name.str() + "'");
  }
  if (*row == slot.row) return;
  slot.user_key = table.open_row(*row, slot.kek);
  slot.row = *row;
  sealer = RowSealer(slot.user_key, session.store->vault_id(), name.str());
}

SlotNumber UnlockedUser::slot() const noexcept {
  return secrets_->slot.row.slot;
}

SlotKind UnlockedUser::slot_kind() const noexcept {
  return kind_of(secrets_->slot.row);
}

SecureBytes UnlockedUser::kek() const {
  return secrets_->slot.kek.bytes();
}

SlotNumber UnlockedUser::add_key(const Key& key) {
  const SlotTable table = secrets_->slot_table(*session_);
  const NewSlot slot = table.prepare(table.look(), &secrets_->slot.row, key);
  return write_change(*session_, [&](Writing& writing) {
    secrets_->follow(*session_, writing.rows());
    const auto slots = table.rows(writing.rows());
    require_unused(slots, slot.kek);
    require_same_params(slots, slot);
    const SlotNumber number = next_number(slots);
    table.add(writing.rows(), number, slot, secrets_->slot.user_key);
    return number;
  });
}

void UnlockedUser::change_key(const Key& key) {
  const SlotTable table = secrets_->slot_table(*session_);
  const storage::KeySlotRow& presented = secrets_->slot.row;
  const NewSlot slot = table.prepare(without(presented.slot, table.look()), &presented, key);
  write_change(*session_, [&](Writing& writing) {
    secrets_->follow(*session_, writing.rows());
    const SlotNumber number = presented.slot;  // another process may have moved it
    const auto slots = table.rows(writing.rows());
    require_unused(slots, slot.kek);
    require_same_params(without(number, slots), slot);
    table.remove(writing.rows(), number);
    table.add(writing.rows(), number, slot, secrets_->slot.user_key);
  });
  secrets_->slot.kek = slot.kek;
  secrets_->slot.row.kind = static_cast<std::int64_t>(slot.kind);
}

void UnlockedUser::remove_key(const KeySlot& unwanted) {
  const SlotTable table = secrets_->slot_table(*session_);
  write_change(*session_, [&](Writing& writing) {
    secrets_->follow(*session_, writing.rows());
    require_removable(table.rows(writing.rows()), unwanted, slot());
    table.remove(writing.rows(), unwanted.number);
  });
}

Rotation UnlockedUser::rotate(std::span<const Key> others, bool drop_others) {
  const SlotTable table = secrets_->slot_table(*session_);
  const std::vector<keys::Kek> keks = keks_of(table, secrets_->slot.kek, others);
  SecureBytes user_key(keys::kUserKeySize);
  session_->random.fill(user_key);
  RowSealer sealer(user_key, session_->store->vault_id(), name());
  return write_change(*session_, [&](Writing& writing) {
    Mailbox mailbox = secrets_->mailbox(*session_, writing.rows());
    require_known(table.rows(writing.rows()));
    Rotation rotation = seal_slots_anew(writing.rows(), table, keks, user_key);
    if (!rotation.dropped.empty() && !drop_others) throw not_presented(rotation.dropped);
    rotation.messages = mailbox.reseal(writing, sealer);
    return rotation;
  });
}

}  // namespace mayfly
