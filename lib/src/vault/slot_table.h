#pragma once

#include <optional>

#include "keys/user_key.h"
#include "mayfly/key.h"
#include "mayfly/user_name.h"
#include "vault/session.h"
#include "vault/slot_rules.h"

namespace mayfly {

/// A slot that a key opened.
struct OpenSlot {
  storage::KeySlotRow row;
  keys::Kek kek;
  SecureBytes user_key;
};

/// Whether a slot that a key is for was sealed for this name, or for another one.
enum class SlotFit : std::uint8_t { of_this_name, of_another };

/// The key slots of one user: ways to one user key. `slots` are the user's, as they were read; no
/// lock may be held if a passphrase may be derived: by open(), fit() and prepare().
class SlotTable {
 public:
  /// Both must outlive it.
  SlotTable(Session& session, UserId user, const UserName& name)
      : session_(session), user_(user), name_(name) {}

  SlotRows rows(storage::Reader& rows) const { return rows.slots(user_); }

  /// The same in a look of its own.
  SlotRows look() const;

  /// The slot that `key` opens, if any: a passphrase costs one derivation, since all passphrase
  /// slots of a user have the same parameters; if they do not, some of these are tried. Throws
  /// Error{authentication_failed} for a slot that was altered.
  std::optional<OpenSlot> open(const SlotRows& slots, const Key& key) const;

  /// Whether one of the slots is for `key`, and was sealed for this name.
  std::optional<SlotFit> fit(const SlotRows& slots, const Key& key) const;

  /// The user key in a slot, by its KEK. Throws Error{authentication_failed}.
  SecureBytes open_row(const storage::KeySlotRow& row, const keys::Kek& kek) const;

  /// Derives what a new slot beside `slots` is sealed with. A passphrase gets the salt and the cost
  /// of the others, which are believed only if one of them was `opened`; else throws Error{usage}.
  NewSlot prepare(const SlotRows& slots, const storage::KeySlotRow* opened, const Key& key) const;

  /// Seals `user_key` in the slot, and adds it under `number`.
  void add(storage::Writer& rows, std::int64_t number, const NewSlot& slot,
           ByteView user_key) const;

  /// Seals another user key in a slot that stays what it is.
  void seal_anew(storage::Writer& rows, const storage::KeySlotRow& row, const keys::Kek& kek,
                 ByteView user_key) const;

  void remove(storage::Writer& rows, std::int64_t number) const { rows.delete_slot(user_, number); }

 private:
  /// The slot that a key is for.
  struct Fitting {
    const storage::KeySlotRow* slot;
    keys::Kek kek;
  };
  std::optional<Fitting> fitting(const SlotRows& slots, const Key& key) const;
  std::optional<Fitting> fitting_of_differing(const SlotRows& slots, const Key& key) const;
  keys::Kek kek_of_passphrase(const Key& key, const Bytes& encoded) const;
  keys::SlotPlace place_of(const storage::KeySlotRow& row) const;

  Session& session_;
  UserId user_;
  const UserName& name_;
};

}  // namespace mayfly
