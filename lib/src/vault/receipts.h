#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>

#include "mayfly/message.h"
#include "vault/receipt_note.h"
#include "vault/row_sealer.h"
#include "vault/session.h"

namespace mayfly {

/// A receipt as it was found: without a note, it was altered, or there are several.
struct KeptReceipt {
  Instant kept_until;
  Generation generation;
  std::optional<ReceiptNote> note;

  /// Whether it speaks of that message. It must have a note.
  bool is_of(const storage::MessageHead& head) const noexcept {
    return generation == head.generation && note->created_at == head.created_at &&
           note->expires_at == head.expires_at;
  }
};

using KeptReceipts = std::map<MessageId, KeptReceipt>;

/// One user's receipts, in one look or one write (doc/design.md, "Receipts"). For messages without
/// one, nothing here costs anything.
class Receipts {
 public:
  /// Both must outlive it. The sealer is of this user.
  Receipts(Session& session, RowSealer& sealer, UserId user)
      : session_(session), sealer_(sealer), user_(user) {}

  /// The error that says that this message's receipt cannot be relied on.
  static Error damaged(MessageId id);

  /// Whether the receipt is as it was sealed.
  static bool is_authentic(RowSealer& sealer, const storage::ReceiptRow& row) {
    return open_note(sealer, row).has_value();
  }

  /// Those that are kept at `now`, of these messages or of all.
  KeptReceipts open(storage::Reader& rows, Instant now,
                    const std::set<MessageId>* of = nullptr) const;

  /// That of a message which is about to be stored. Returns until when it is kept. Throws nothing
  /// of its own.
  Instant add(Writing& writing, const storage::MessageHead& head, const Draft& draft);

  /// Notes in the receipts that these messages owe, if they owe any, that they are read now, and
  /// commits it: whoever cannot say so does not read. Where readings are counted, the note only
  /// says that one began, until end_readings(): a key that is used up cannot come back, so the note
  /// must be there before. Throws damaged(), also if one is missing.
  KeptReceipts begin_readings(Writing& writing, std::span<const storage::MessageHead> heads) const;

  /// What begin_readings() gave has come about.
  void end_readings(Writing& writing, KeptReceipts begun) const;

  /// Notes that these messages are removed now. One whose receipt is damaged is removed all the
  /// same.
  void note_removed(Writing& writing, std::span<const storage::MessageHead> heads) const;

  /// A message has another end, and perhaps another window key. Throws damaged().
  void extend(Writing& writing, const storage::MessageHead& from,
              const storage::MessageHead& to) const;

  /// Seals all by `to`. What is damaged is left as it is.
  void reseal(Writing& writing, RowSealer& to) const;

 private:
  static std::optional<ReceiptNote> open_note(RowSealer& sealer, const storage::ReceiptRow& row);
  static ReceiptNote* owed(KeptReceipts& kept, const storage::MessageHead& head);
  void settle(ReceiptNote& note, Generation generation) const;
  void update(Writing& writing, const KeptReceipts& kept, RowSealer& by) const;

  Session& session_;
  RowSealer& sealer_;
  UserId user_;
};

/// Whether whoever reads the message owes a receipt.
inline bool has_receipt(const storage::MessageHead& head) {
  return (head.flags & storage::kFlagReceipt) != 0;
}

}  // namespace mayfly
