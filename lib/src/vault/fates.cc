// What became of messages.

#include <algorithm>

#include "vault/user_impl.h"

namespace mayfly {
namespace {

/// What is found about messages in one look.
struct Found {
  Session& session;
  Instant now;
  MessageId next_id;
  std::set<Generation> living;  // window keys
  KeptReceipts receipts;
};

MessageId next_id_of(Session& session, storage::Reader& rows) {
  const storage::Counters counters = rows.counters();
  session.keys.compare_ages(counters);
  // As in storing: an older database knows of fewer ids than were given.
  return std::max(counters.next_id, session.keys.require().counters().last_message + 1);
}

Fate::State state_without_receipt(const Found& found, MessageId id,
                                  const std::optional<storage::MessageHead>& head) {
  if (!head) return id < found.next_id ? Fate::State::unknown : Fate::State::never;
  if (has_receipt(*head)) return Fate::State::damaged;
  return found.living.contains(head->generation) ? Fate::State::alive : Fate::State::gone;
}

/// "Expired" follows from the end alone, since a purge has no key to note it with. A database that
/// was restored may have lost what was noted since.
Fate::State state_by_receipt(const Found& found, const KeptReceipt& receipt,
                             const std::optional<storage::MessageHead>& head) {
  const ReceiptNote& note = *receipt.note;
  if (note.removed_at) return Fate::State::removed;
  if (note.is_used_up()) return Fate::State::read;
  if (found.session.keys.due(receipt.generation, note.expires_at) <= found.now) {
    const bool is_certain = !note.begun_at && !found.session.keys.database_is_older();
    return is_certain ? Fate::State::expired : Fate::State::gone;
  }
  const bool is_there = head && found.living.contains(receipt.generation);
  return is_there ? Fate::State::alive : Fate::State::gone;
}

/// A reading that was begun and not ended, as far as it can be told what became of it.
void settle(const Found& found, KeptReceipt& receipt,
            const std::optional<storage::MessageHead>& head) {
  ReceiptNote& note = *receipt.note;
  const bool has_ended = found.session.keys.due(receipt.generation, note.expires_at) <= found.now;
  if (!note.begun_at || note.removed_at || has_ended) return;
  const auto uses = found.session.keys->uses();
  const auto left = uses.find(receipt.generation);
  if (left == uses.end() && head) return note.end_reading();
  if (left == uses.end()) return;
  note.settle(left->second);
}

Fate fate_by_receipt(const Found& found, MessageId id, KeptReceipt receipt,
                     const std::optional<storage::MessageHead>& head) {
  if (!receipt.note || (head && !(has_receipt(*head) && receipt.is_of(*head))))
    return {id, Fate::State::damaged};
  settle(found, receipt, head);
  const ReceiptNote& note = *receipt.note;
  const KeyAccess& keys = found.session.keys;
  Fate fate{id, state_by_receipt(found, receipt, head)};
  fate.expires_at = keys.shown(receipt.generation, note.expires_at);
  fate.receipt_until = keys.shown(receipt.generation, receipt.kept_until);
  fate.reads = note.reads;
  fate.read_at = note.read_at;
  fate.removed_at = note.removed_at;
  fate.perhaps_read_at = note.begun_at;
  return fate;
}

Fate fate_of(Found& found, storage::Reader& rows, UserId user, MessageId id) {
  const auto head = rows.head_of(user, id, found.now);
  const auto receipt = found.receipts.find(id);
  if (receipt != found.receipts.end()) return fate_by_receipt(found, id, receipt->second, head);
  Fate fate{id, state_without_receipt(found, id, head)};
  if (fate.state == Fate::State::alive)
    fate.expires_at = found.session.keys.shown(*head, head->expires_at);
  return fate;
}

}  // namespace

std::vector<Fate> UnlockedUser::fates(std::span<const MessageId> ids) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    const Receipts receipts = secrets_->mailbox(*session_, rows).receipts();
    const std::set<MessageId> wanted(ids.begin(), ids.end());
    const MessageId next_id = next_id_of(*session_, rows);
    Found found{*session_, now, next_id, session_->keys->generations(window_keys::Which::all),
                receipts.open(rows, now, &wanted)};
    std::vector<Fate> fates;
    for (const MessageId id : ids) fates.push_back(fate_of(found, rows, secrets_->id, id));
    return fates;
  });
}

std::optional<MessageId> UnlockedUser::find_youngest_known(ByteView name) {
  auto youngest = find_youngest(name);
  return session_->read([&](storage::Reader& rows, Instant now) {
    const Receipts receipts = secrets_->mailbox(*session_, rows).receipts();
    for (const auto& [id, receipt] : receipts.open(rows, now)) {
      const bool fits =
          receipt.note && receipt.note->name && std::ranges::equal(*receipt.note->name, name);
      if (fits && id > youngest.value_or(0)) youngest = id;
    }
    return youngest;
  });
}

}  // namespace mayfly
