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
    return {ErrorKind::wrong_key, Reason::unlocked_key_opens_nothing,
            "what was unlocked opens no key slot of " + whose};
  if (key.kind() == Key::Kind::file)
    return {ErrorKind::wrong_key, Reason::key_opens_nothing,
            "this key does not open the messages of " + whose};
  if (!user.has_slot(SlotKind::passphrase))
    return {ErrorKind::wrong_key, Reason::no_passphrase, whose + " has no passphrase"};
  return {ErrorKind::wrong_key, Reason::wrong_passphrase, "wrong passphrase of " + whose,
          lookalike_hint(key.bytes())};
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
    return Error(ErrorKind::not_a_vault, Reason::newer_slots,
                 whose + " has only key slots of a newer mayfly");
  return Error(ErrorKind::authentication_failed, Reason::altered_slots,
               "all key slots of " + whose + " were altered");
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
