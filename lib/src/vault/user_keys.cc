// What an unlocked user may do with the key slots.

#include <algorithm>

#include "vault/message_reader.h"
#include "vault/unlocked_user.h"

namespace mayfly {
namespace {

using SlotRows = std::vector<storage::KeySlotRow>;

SlotRows slots_of(VaultState& vault, const SlotOwner& owner) {
  return vault.read([&](std::int64_t) { return vault.users.slots(owner.id); });
}

SlotRows without(std::int64_t number, SlotRows rows) {
  std::erase_if(rows, [&](const auto& row) { return row.slot == number; });
  return rows;
}

std::int64_t next_number(const SlotRows& rows) {
  const std::int64_t last = rows.back().slot;
  if (last >= 1 && last < kMostSlots) return last + 1;
  throw Error(ErrorKind::authentication_failed,
              "the vault is damaged: key slot " + std::to_string(last) + " is none of ours",
              "remove it with mayfly key remove");
}

/// Where another process has put another slot in its place, that is not the one that was meant.
void require_removable(const SlotRows& rows, const KeySlot& unwanted, std::int64_t presented) {
  const std::int64_t number = unwanted.number;
  const auto is_it = [&](const storage::KeySlotRow& row) {
    return row.slot == number && from_unix_ms(row.created_at) == unwanted.created_at;
  };
  if (std::ranges::none_of(rows, is_it)) {
    throw Error(ErrorKind::usage, "there is no key slot " + std::to_string(number),
                "mayfly key list shows those that there are");
  }
  if (rows.size() == 1) {
    throw Error(ErrorKind::usage, "this is the last key slot: without it no message could be read",
                "add another key first");
  }
  if (number == presented) {
    throw Error(ErrorKind::usage,
                "slot " + std::to_string(number) + " cannot be removed by its own key",
                "present the key of a slot that stays");
  }
}

/// Vault::write(). If a commit fails at its last sync, what was changed may stand.
template <class Work>
auto write_change(VaultState& vault, Work&& work) {
  bool worked = false;
  const auto noted = [&](std::int64_t now) {
    struct Note {
      bool& worked;
      ~Note() { worked = std::uncaught_exceptions() == 0; }
    } note{worked};
    return work(now);
  };
  try {
    return vault.write(noted);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written || !worked) throw;
    throw Error(error.kind(), error.what(),
                "see mayfly key list for what was changed; keep the old keys and the new ones");
  }
}

/// The KEKs of all that is presented.
std::vector<keys::Kek> keks_of(VaultState& vault, const SlotOwner& owner, const keys::Kek& first,
                               std::span<const Key> others) {
  std::vector<keys::Kek> keks{first};
  const SlotRows rows = slots_of(vault, owner);
  for (const Key& key : others) {
    auto slot = open_slot(vault, owner, rows, key);
    if (!slot)
      throw Error(ErrorKind::wrong_key, "one of the keys opens no slot", "nothing was changed");
    keks.push_back(std::move(slot->kek));
  }
  return keks;
}

std::string listed(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

Error not_presented(const std::vector<std::int64_t>& slots) {
  const bool one = slots.size() == 1;
  return {ErrorKind::wrong_key,
          (one ? "the key of this slot was not presented: "
               : "the keys of these slots were not presented: ") +
              listed(slots),
          std::string("present ") + (one ? "it" : "them") +
              " too: a passphrase, or --with-key-file; --drop-others removes the slot" +
              (one ? "" : "s")};
}

/// What a later program made cannot be sealed anew, and is not to be dropped in passing.
void require_known(const SlotRows& rows) {
  std::vector<std::int64_t> newer;
  for (const auto& row : rows)
    if (is_of_later_program(row)) newer.push_back(row.slot);
  if (newer.empty()) return;
  throw Error(ErrorKind::not_a_vault,
              (newer.size() == 1 ? "this key slot is" : "these key slots are") +
                  std::string(" of a newer mayfly: ") + listed(newer),
              "nothing was changed; update mayfly, or remove what is not needed with mayfly key "
              "remove");
}

/// Seals the new user key in the slots of these KEKs, and deletes all others.
Rotation seal_slots_anew(VaultState& vault, const SlotOwner& owner,
                         const std::vector<keys::Kek>& keks, ByteView user_key) {
  Rotation rotation;
  for (const storage::KeySlotRow& row : vault.users.slots(owner.id)) {
    const auto kek = std::ranges::find_if(
        keks, [&](const auto& one) { return std::ranges::equal(one.id, row.kek_id); });
    if (kek == keks.end()) {
      rotation.dropped.push_back(row.slot);
      vault.users.delete_slot(owner.id, row.slot);
      continue;
    }
    open_slot_row(vault, owner, row, *kek);  // or what somebody altered would be sealed as ours
    rotation.kept.push_back(row.slot);
    seal_slot_anew(vault, owner, row, *kek, user_key);
  }
  return rotation;
}

/// Every live message of the user, sealed by `to` in place of `from`. Those whose window key is
/// gone cannot be read by either.
std::int64_t reseal_messages(VaultState& vault, std::int64_t user_id, std::int64_t now,
                             RowSealer& from, RowSealer& to) {
  std::int64_t count = 0;
  for (const auto& row : vault.messages.list(user_id, now)) {
    const auto found = find_live(vault, from, user_id, row.head.id);
    if (!found) continue;
    storage::MessageHead head = found->head;
    head.flags &= ~storage::kFlagFormat1;
    to.learn(head, from.window_key(head));
    const Message& message = found->message;
    const SecureBytes sealed = to.seal_text(head, message.text, vault.random);
    SecureBytes name;
    if (message.name) name = to.seal_name(head, *message.name, vault.random);
    vault.messages.reseal(
        {head, message.name ? std::optional<ByteView>(name) : std::nullopt, sealed});
    ++count;
    vault.report_progress();
  }
  return count;
}

}  // namespace

UnlockedUser::Secrets::Secrets(UserName user, std::int64_t id, OpenSlot opened, VaultState& vault)
    : name(std::move(user)),
      user_id(id),
      slot(std::move(opened)),
      sealer(slot.user_key, vault.db.vault_id(), name.str()) {}

void UnlockedUser::Secrets::follow(VaultState& vault) {
  const auto rows = vault.users.slots(user_id);
  const auto* row = slot_of(rows, slot.kek);
  if (row == nullptr) {
    throw Error(ErrorKind::wrong_key, "the key slot was removed meanwhile",
                "present another key of user '" + name.str() + "'");
  }
  if (*row == slot.row) return;
  slot.user_key = open_slot_row(vault, owner(), *row, slot.kek);
  slot.row = *row;
  sealer = RowSealer(slot.user_key, vault.db.vault_id(), name.str());
}

std::int64_t UnlockedUser::slot() const noexcept {
  return secrets_->slot.row.slot;
}

SlotKind UnlockedUser::slot_kind() const noexcept {
  return kind_of(secrets_->slot.row);
}

SecureBytes UnlockedUser::kek() const {
  return secrets_->slot.kek.bytes();
}

std::int64_t UnlockedUser::add_key(const Key& key) {
  const SlotOwner owner = secrets_->owner();
  const NewSlot slot = prepare_slot(*vault_, slots_of(*vault_, owner), &secrets_->slot.row, key);
  return write_change(*vault_, [&](std::int64_t) {
    secrets_->follow(*vault_);
    const auto rows = vault_->users.slots(owner.id);
    require_unused(rows, slot.kek);
    require_same_params(rows, slot);
    const std::int64_t number = next_number(rows);
    add_slot(*vault_, owner, number, slot, secrets_->slot.user_key);
    return number;
  });
}

void UnlockedUser::change_key(const Key& key) {
  const SlotOwner owner = secrets_->owner();
  const NewSlot slot =
      prepare_slot(*vault_, without(secrets_->slot.row.slot, slots_of(*vault_, owner)),
                   &secrets_->slot.row, key);
  write_change(*vault_, [&](std::int64_t) {
    secrets_->follow(*vault_);
    const std::int64_t number = secrets_->slot.row.slot;  // another process may have moved it
    const auto rows = vault_->users.slots(owner.id);
    require_unused(rows, slot.kek);
    require_same_params(without(number, rows), slot);
    vault_->users.delete_slot(owner.id, number);
    add_slot(*vault_, owner, number, slot, secrets_->slot.user_key);
  });
  secrets_->slot.kek = slot.kek;
  secrets_->slot.row.kind = static_cast<std::int64_t>(slot.kind);
}

void UnlockedUser::remove_key(const KeySlot& unwanted) {
  write_change(*vault_, [&](std::int64_t) {
    secrets_->follow(*vault_);
    const auto rows = vault_->users.slots(secrets_->user_id);
    require_removable(rows, unwanted, slot());
    vault_->users.delete_slot(secrets_->user_id, unwanted.number);
  });
}

Rotation UnlockedUser::rotate(std::span<const Key> others, bool drop_others) {
  VaultState& vault = *vault_;
  const SlotOwner owner = secrets_->owner();
  const std::vector<keys::Kek> keks = keks_of(vault, owner, secrets_->slot.kek, others);
  SecureBytes user_key(keys::kUserKeySize);
  vault.random.fill(user_key);
  RowSealer sealer(user_key, vault.db.vault_id(), owner.name.str());
  return write_change(vault, [&](std::int64_t now) {
    secrets_->follow(vault);
    require_known(vault.users.slots(owner.id));
    Rotation rotation = seal_slots_anew(vault, owner, keks, user_key);
    if (!rotation.dropped.empty() && !drop_others) throw not_presented(rotation.dropped);
    rotation.messages = reseal_messages(vault, owner.id, now, secrets_->sealer, sealer);
    return rotation;
  });
}

}  // namespace mayfly
