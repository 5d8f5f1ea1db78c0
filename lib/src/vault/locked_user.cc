#include <algorithm>

#include "mayfly/text_encoding.h"
#include "vault/slot_holder.h"
#include "vault/user_impl.h"

namespace mayfly {
namespace {

KeySlot as_listed(const storage::KeySlotRow& row, const SlotRows& slots) {
  KeySlot slot{row.slot, kind_of(row), row.created_at, {}};
  slot.newer = is_of_later_program(row);
  slot.damaged = is_damaged(row, slots);
  if (slot.kind == SlotKind::passphrase && !slot.damaged)
    slot.cost = keys::decode_params(row.params).cost;
  return slot;
}

Error refusal(const LockedUser& user, const Key& key) {
  const std::string whose = "user '" + user.name().str() + "'";
  if (key.kind() == Key::Kind::kek)
    return {ErrorKind::wrong_key, "what was unlocked opens no key slot of " + whose,
            "mayfly unlock, once more"};
  if (key.kind() == Key::Kind::file)
    return {ErrorKind::wrong_key, "this key does not open the messages of " + whose,
            "name the key file with --key-file, or the user with --user"};
  if (!user.has_slot(SlotKind::passphrase))
    return {ErrorKind::wrong_key, whose + " has no passphrase",
            "mayfly key add-passphrase adds one"};
  return {ErrorKind::wrong_key, "wrong passphrase of " + whose,
          lookalike_hint(key.bytes()) +
              "one newline at its end was taken off; mayfly key list shows the slots"};
}

}  // namespace

LockedUser::LockedUser(std::shared_ptr<Session> session, std::unique_ptr<Known> known)
    : session_(std::move(session)), known_(std::move(known)) {}
LockedUser::~LockedUser() = default;
LockedUser::LockedUser(LockedUser&&) noexcept = default;
LockedUser& LockedUser::operator=(LockedUser&&) noexcept = default;

const UserName& LockedUser::name() const noexcept {
  return known_->name;
}

std::vector<KeySlot> LockedUser::slots() const {
  std::vector<KeySlot> slots;
  for (const storage::KeySlotRow& row : known_->slots)
    slots.push_back(as_listed(row, known_->slots));
  return slots;
}

bool LockedUser::has_slot(SlotKind kind) const noexcept {
  return std::ranges::any_of(known_->slots,
                             [&](const auto& slot) { return kind_of(slot) == kind; });
}

std::optional<Error> LockedUser::what_bars_all_keys() const {
  if (has_slot(SlotKind::key_file) || has_slot(SlotKind::passphrase)) return std::nullopt;
  const std::string whose = "user '" + name().str() + "'";
  if (std::ranges::any_of(known_->slots, is_of_later_program))
    return Error(ErrorKind::not_a_vault, whose + " has key slots of a newer mayfly alone",
                 "update mayfly; mayfly key list shows the slots");
  return Error(ErrorKind::authentication_failed, "all key slots of " + whose + " were altered",
               "restore the vault from a copy; mayfly key list shows the slots");
}

UnlockedUser LockedUser::unlock(const Key& key) const {
  auto slot = SlotTable(*session_, known_->id, known_->name).open(known_->slots, key);
  if (!slot) {
    require_not_renamed(*session_, known_->name, key);
    if (const auto bar = what_bars_all_keys()) throw Error(*bar);
    throw refusal(*this, key);
  }
  return {session_, std::make_unique<UnlockedUser::Secrets>(*session_, known_->name, known_->id,
                                                            std::move(*slot))};
}

}  // namespace mayfly
