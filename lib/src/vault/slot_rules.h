#pragma once

// What a row of a key slot tells without a key.

#include <optional>
#include <vector>

#include "keys/user_key.h"
#include "mayfly/error.h"
#include "mayfly/key.h"
#include "storage/rows.h"

namespace mayfly {

using SlotRows = std::vector<storage::KeySlotRow>;

inline constexpr SlotNumber kFirstSlot{1};
inline constexpr SlotNumber kSlotsEnd{std::int64_t{1} << 31};  ///< a number of ours is below

/// What a new slot is sealed with.
struct NewSlot {
  SlotKind kind;
  Bytes params;
  keys::Kek kek;
};

SlotKind kind_of(const storage::KeySlotRow& row);
bool is_passphrase(const storage::KeySlotRow& row);

/// Whether nobody here knows what the slot is for: it is left as it is, unless somebody removes it.
bool is_of_later_program(const storage::KeySlotRow& row);

/// Whether it can be seen without a key that the slot was not written by mayfly: it was altered. Of
/// passphrase slots that differ in salt or cost all are: one was altered, and nobody can tell
/// which.
bool is_damaged(const storage::KeySlotRow& row, const SlotRows& slots);

/// The parameters of the user's passphrases, each once: one salt for all of them, so that one
/// derivation tells which slot a passphrase opens. If there are more, somebody altered a slot.
std::vector<const Bytes*> params_of(const SlotRows& slots);

/// The error that says that they differ: each of them can be the one that was altered.
Error differing_params(const SlotRows& slots);

/// The slot that the KEK is for; nullptr if there is none.
const storage::KeySlotRow* slot_of(const SlotRows& slots, const keys::Kek& kek);

/// Throws Error{usage} if a slot is opened by that key already.
void require_unused(const SlotRows& slots, const keys::Kek& kek);

/// Throws Error{busy} if a passphrase has come meanwhile with other parameters.
void require_same_params(const SlotRows& slots, const NewSlot& slot);

}  // namespace mayfly
