#include "vault/slot_rules.h"

#include <algorithm>

namespace mayfly {

SlotKind kind_of(const storage::KeySlotRow& row) {
  return static_cast<SlotKind>(row.kind);
}

bool is_passphrase(const storage::KeySlotRow& row) {
  return kind_of(row) == SlotKind::passphrase;
}

bool is_of_later_program(const storage::KeySlotRow& row) {
  return row.kind > static_cast<std::int64_t>(SlotKind::passphrase);
}

namespace {

bool has_params_of_its_kind(const storage::KeySlotRow& row) try {
  if (is_passphrase(row)) keys::decode_params(row.params);
  return is_passphrase(row) || row.params.empty();
} catch (const Error&) {
  return false;
}

}  // namespace

bool is_damaged(const storage::KeySlotRow& row, const SlotRows& slots) {
  if (row.slot < kFirstSlot || row.slot >= kSlotsEnd || row.kind < 1) return true;
  if (is_of_later_program(row)) return false;
  return row.kek_id.size() != keys::kKekIdSize || !keys::is_sealed_size(row.sealed_key.size()) ||
         !has_params_of_its_kind(row) || (is_passphrase(row) && params_of(slots).size() > 1);
}

std::vector<const Bytes*> params_of(const SlotRows& slots) {
  std::vector<const Bytes*> all;
  for (const storage::KeySlotRow& slot : slots) {
    const bool known =
        std::ranges::any_of(all, [&](const Bytes* one) { return *one == slot.params; });
    if (is_passphrase(slot) && !known) all.push_back(&slot.params);
  }
  return all;
}

Error differing_params(const SlotRows& slots) {
  std::string numbers;
  for (const storage::KeySlotRow& slot : slots)
    if (is_passphrase(slot))
      numbers += (numbers.empty() ? "" : ", ") + std::to_string(number_of(slot.slot));
  return {ErrorKind::authentication_failed, Reason::differing_slots,
          "the passphrase slots " + numbers +
              " differ in salt or cost: one of them was altered or damaged"};
}

const storage::KeySlotRow* slot_of(const SlotRows& slots, const keys::Kek& kek) {
  const auto found = std::ranges::find_if(slots, [&](const auto& slot) {
    return !is_of_later_program(slot) && std::ranges::equal(slot.kek_id, kek.id);
  });
  return found == slots.end() ? nullptr : &*found;
}

void require_unused(const SlotRows& slots, const keys::Kek& kek) {
  if (const storage::KeySlotRow* open = slot_of(slots, kek)) {
    throw Error(ErrorKind::usage,
                "this key opens slot " + std::to_string(number_of(open->slot)) + " already",
                "nothing was changed");
  }
}

void require_same_params(const SlotRows& slots, const NewSlot& slot) {
  if (slot.kind != SlotKind::passphrase) return;
  const auto all = params_of(slots);
  if (all.size() > 1) throw differing_params(slots);
  if (all.empty() || *all.front() == slot.params) return;
  throw Error(ErrorKind::busy, "the key slots were changed by another process",
              "nothing was changed by this one; try again");
}

}  // namespace mayfly
