#pragma once

// The key slots of a user: ways to one user key.

#include <span>

#include "keys/user_key.h"
#include "mayfly/key.h"
#include "vault/vault_state.h"

namespace mayfly {

inline constexpr std::int64_t kMostSlots = std::int64_t{1} << 31;  ///< a number of ours is below

/// Whose slots.
struct SlotOwner {
  std::int64_t id;
  const UserName& name;
};

/// A slot that a key opened.
struct OpenSlot {
  storage::KeySlotRow row;
  keys::Kek kek;
  SecureBytes user_key;
};

SlotKind kind_of(const storage::KeySlotRow& row);

/// Whether nobody here knows what the slot is for: it is left as it is, unless somebody removes it.
bool is_of_later_program(const storage::KeySlotRow& row);

/// Whether it can be seen without a key that the slot is none of ours: it was altered. Of
/// passphrase slots that differ in salt or cost all are: one was altered, and nobody can tell
/// which.
bool is_damaged(const storage::KeySlotRow& row, const std::vector<storage::KeySlotRow>& slots);

/// The slot that the KEK is for.
const storage::KeySlotRow* slot_of(const std::vector<storage::KeySlotRow>& slots,
                                   const keys::Kek& kek);

/// The slot that `key` opens, if any: a passphrase costs one derivation, since all passphrase slots
/// of a user have the same parameters; if they do not, some of these are tried. No lock may be
/// held. Throws Error{authentication_failed} for a slot that was altered.
std::optional<OpenSlot> open_slot(VaultState& vault, const SlotOwner& owner,
                                  const std::vector<storage::KeySlotRow>& slots, const Key& key);

/// Whether one of the slots is for `key`, and was sealed for this name. No lock may be held.
enum class SlotFit : std::uint8_t { of_this_name, of_another };
std::optional<SlotFit> fits_slot(VaultState& vault, const SlotOwner& owner,
                                 const std::vector<storage::KeySlotRow>& slots, const Key& key);

/// The user, under another name than `name`, one of whose slots is for `key`.
struct SlotHolder {
  std::string name;
  SlotFit fit;
};
std::optional<SlotHolder> owner_of(VaultState& vault, const Key& key, const UserName& name);

/// Throws Error{authentication_failed} where `key`, not a passphrase, opens a slot that was sealed
/// for that name, and stands under another one: somebody without the key has altered it.
void require_not_renamed(VaultState& vault, const UserName& name, const Key& key);

/// The user key in a slot, by its KEK. Throws Error{authentication_failed}.
SecureBytes open_slot_row(VaultState& vault, const SlotOwner& owner, const storage::KeySlotRow& row,
                          const keys::Kek& kek);

/// What a new slot is sealed with.
struct NewSlot {
  SlotKind kind;
  Bytes params;
  keys::Kek kek;
};

/// Derives what a new slot beside `slots` is sealed with: no lock may be held. A passphrase gets
/// the salt and the cost of the others, which are believed only where one of them was `opened`:
/// else throws Error{usage}.
NewSlot prepare_slot(VaultState& vault, const std::vector<storage::KeySlotRow>& slots,
                     const storage::KeySlotRow* opened, const Key& key);

/// Throws Error{usage} where a slot is opened by that key already. In the caller's write
/// transaction, as is:
void require_unused(const std::vector<storage::KeySlotRow>& slots, const keys::Kek& kek);

/// Throws Error{busy} where a passphrase has come meanwhile with other parameters.
void require_same_params(const std::vector<storage::KeySlotRow>& slots, const NewSlot& slot);

/// Seals `user_key` in the slot, and adds it under `number`. In the caller's write transaction.
void add_slot(VaultState& vault, const SlotOwner& owner, std::int64_t number, const NewSlot& slot,
              ByteView user_key);

/// Seals another user key in a slot that stays what it is. In the caller's write transaction.
void seal_slot_anew(VaultState& vault, const SlotOwner& owner, const storage::KeySlotRow& row,
                    const keys::Kek& kek, ByteView user_key);

/// Adds the user with a new user key, in the first slot, and returns its KEK. Nothing, and nothing
/// done, where there is such a user already.
std::optional<keys::Kek> add_user(VaultState& vault, const UserName& name, const Key& key);

}  // namespace mayfly
