#include "vault/receipts.h"

#include <algorithm>
#include <vector>

namespace mayfly {
namespace {

std::set<MessageId> owing(std::span<const storage::MessageHead> heads) {
  std::set<MessageId> ids;
  for (const storage::MessageHead& head : heads)
    if (has_receipt(head)) ids.insert(head.id);
  return ids;
}

/// How long it is kept after the message's end.
std::chrono::seconds time_after_end(const Draft& draft, const storage::MessageHead& head) {
  const auto ttl = std::chrono::floor<std::chrono::seconds>(head.expires_at - head.created_at);
  return draft.receipt_for.value_or(std::min(ttl, kMaxReceiptTime));
}

std::uint32_t allowed_reads(const Draft& draft) {
  return draft.burn ? 1 : draft.reads.value_or(0);
}

}  // namespace

Error Receipts::damaged(MessageId id) {
  const std::string text = std::to_string(id);
  return {ErrorKind::authentication_failed, Reason::damaged_message,
          "the receipt of message " + text + " was altered, damaged or removed", text};
}

std::optional<ReceiptNote> Receipts::open_note(RowSealer& sealer,
                                               const storage::ReceiptRow& row) try {
  return decoded_note(sealer.open_receipt(row));
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  return std::nullopt;
}

KeptReceipts Receipts::open(storage::Reader& rows, Instant now,
                            const std::set<MessageId>* of) const {
  KeptReceipts kept;
  rows.each_receipt(user_, [&](UserId, MessageId id, const storage::ReceiptRow* row) {
    if (of != nullptr && !of->contains(id)) return;
    if (row != nullptr && session_.keys.due(row->generation, row->kept_until) <= now) return;
    const auto [place, first] = kept.try_emplace(id);
    place->second.note.reset();
    if (row == nullptr || !first) return;
    place->second = {row->kept_until, row->generation, open_note(sealer_, *row)};
  });
  return kept;
}

Instant Receipts::add(Writing& writing, const storage::MessageHead& head, const Draft& draft) {
  ReceiptNote note{head.created_at, head.expires_at, allowed_reads(draft)};
  note.name = draft.name;
  storage::ReceiptRow row{
      user_, head.id, head.expires_at + time_after_end(draft, head), head.generation, {}};
  const SecureBytes sealed = sealer_.seal_receipt(row, encoded(note), session_.random);
  row.sealed = sealed;
  writing.rows().insert_receipt(row);
  return row.kept_until;
}

void Receipts::update(Writing& writing, const KeptReceipts& kept, RowSealer& by) const {
  std::vector<SecureBytes> blobs;
  std::vector<storage::ReceiptRow> rows;
  blobs.reserve(kept.size());
  for (const auto& [id, one] : kept) {
    if (!one.note) continue;
    storage::ReceiptRow row{user_, id, one.kept_until, one.generation, {}};
    row.sealed = blobs.emplace_back(by.seal_receipt(row, encoded(*one.note), session_.random));
    rows.push_back(row);
  }
  writing.rows().update_receipts(rows);
}

/// The note of a message that is there; nullptr if there is none that fits it.
ReceiptNote* Receipts::owed(KeptReceipts& kept, const storage::MessageHead& head) {
  const auto found = kept.find(head.id);
  if (found == kept.end() || !found->second.note) return nullptr;
  ReceiptNote& note = *found->second.note;
  const bool fits = found->second.is_of(head);
  return fits && !note.removed_at ? &note : nullptr;  // a row that was removed was put back
}

/// Finds out what became of a reading that was begun, if any was; without window keys nobody can.
void Receipts::settle(ReceiptNote& note, Generation generation) const {
  if (!note.begun_at || !session_.keys) return;
  const auto uses = session_.keys->uses();
  const auto left = uses.find(generation);
  left == uses.end() ? note.end_reading() : note.settle(left->second);
}

KeptReceipts Receipts::begin_readings(Writing& writing,
                                      std::span<const storage::MessageHead> heads) const {
  const auto ids = owing(heads);
  if (ids.empty()) return {};
  KeptReceipts kept = open(writing.rows(), writing.now(), &ids);
  for (const storage::MessageHead& head : heads) {
    if (!has_receipt(head)) continue;
    ReceiptNote* note = owed(kept, head);
    if (note == nullptr || note->is_used_up()) throw damaged(head.id);
    settle(*note, head.generation);
    note->begun_at = session_.keys.wall_now();
    if (note->allowed == 0) note->end_reading();
  }
  update(writing, kept, sealer_);
  writing.commit_so_far();
  std::erase_if(kept, [](const auto& one) { return !one.second.note->begun_at; });
  return kept;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): its notes are changed
void Receipts::end_readings(Writing& writing, KeptReceipts begun) const {
  for (auto& [id, kept] : begun) kept.note->end_reading();
  update(writing, begun, sealer_);
}

void Receipts::note_removed(Writing& writing, std::span<const storage::MessageHead> heads) const {
  const auto ids = owing(heads);
  if (ids.empty()) return;
  KeptReceipts kept = open(writing.rows(), writing.now(), &ids);
  for (const storage::MessageHead& head : heads) {
    ReceiptNote* note = has_receipt(head) ? owed(kept, head) : nullptr;
    if (note == nullptr) {
      kept.erase(head.id);
      continue;
    }
    settle(*note, head.generation);
    if (!note->is_used_up()) note->removed_at = session_.keys.wall_now();
  }
  update(writing, kept, sealer_);
}

void Receipts::extend(Writing& writing, const storage::MessageHead& from,
                      const storage::MessageHead& to) const {
  if (!has_receipt(from)) return;
  const auto ids = owing({&from, 1});
  KeptReceipts kept = open(writing.rows(), writing.now(), &ids);
  ReceiptNote* note = owed(kept, from);
  if (note == nullptr) throw damaged(from.id);
  settle(*note, from.generation);
  KeptReceipt& receipt = kept.at(from.id);
  receipt.kept_until = to.expires_at + (receipt.kept_until - note->expires_at);
  receipt.generation = to.generation;
  note->created_at = to.created_at;
  note->expires_at = to.expires_at;
  // How often it was read is told by the note, how often it can still be by the new key.
  update(writing, kept, sealer_);
}

void Receipts::reseal(Writing& writing, RowSealer& to) const {
  update(writing, open(writing.rows(), writing.now()), to);
}

}  // namespace mayfly
