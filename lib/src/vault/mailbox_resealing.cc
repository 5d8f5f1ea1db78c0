// Rows that are sealed again: by another sealer, or for another end.

#include "vault/mailbox.h"
#include "vault/window_key_choice.h"

namespace mayfly {
namespace {

/// Seals what was found for `head`, whose window key the sealer knows, and hands the row over.
template <class Take>
void seal_again(RowSealer& sealer, const storage::MessageHead& head, const Message& message,
                RandomSource& random, const Take& take) {
  const SecureBytes sealed = sealer.seal_text(head, message.text, random);
  if (!message.name) return take(storage::MessageRow{head, std::nullopt, sealed});
  const SecureBytes name = sealer.seal_name(head, *message.name, random);
  take(storage::MessageRow{head, ByteView(name), sealed});
}

}  // namespace

void Mailbox::reseal_one(Writing& writing, const FoundMessage& found, RowSealer& to) {
  storage::MessageHead head = found.head;
  head.flags &= ~storage::kFlagFormat1;
  to.learn(head, sealer_.window_key(head));
  seal_again(to, head, found.message, session_.random,
             [&](const storage::MessageRow& row) { writing.rows().reseal(row); });
}

std::int64_t Mailbox::reseal(Writing& writing, RowSealer& to) {
  std::int64_t count = 0;
  for (const auto& row : writing.rows().list(user_, writing.now(), storage::Which::all)) {
    const auto found = find(writing.rows(), row.head.id);
    if (!found) continue;
    reseal_one(writing, *found, to);
    ++count;
    session_.report_progress();
  }
  receipts().reseal(writing, to);
  return count;
}

namespace {

/// How often the message can still be read, if that is counted: it goes along to its new key. Its
/// key is there, since the message was opened.
window_keys::Uses uses_left(const KeyAccess& keys, const storage::MessageHead& head) {
  if ((head.flags & storage::kCountedFlags) == 0) return 0;
  return keys->uses().at(head.generation);
}

}  // namespace

/// What else is asked of the row stays, and its receipt goes along.
Receipt Mailbox::extend_one(Writing& writing, const FoundMessage& found, const Lifetime& lifetime,
                            WindowKeyChoice& keys) {
  const Instant now = writing.now();
  storage::MessageHead head = found.head;
  const window_keys::Uses uses = uses_left(session_.keys, head);
  head.flags &= ~storage::kFlagFormat1;
  head.created_at = now;  // or the window of a message that is old would be far too long
  head.expires_at = now + session_.keys.ttl_of(lifetime, now);
  keys.choose(head, uses);
  receipts().extend(writing, found.head, head);
  seal_again(sealer_, head, found.message, session_.random,
             [&](const storage::MessageRow& row) { writing.rows().replace(row); });
  return {head.id, session_.keys.shown(head, now), session_.keys.shown(head, head.expires_at)};
}

std::vector<Receipt> Mailbox::extend(Writing& writing, std::span<const MessageId> ids,
                                     const Lifetime& lifetime) {
  sealer_.forget_all();  // what another process has destroyed since must not open anything
  WindowKeyChoice keys(session_, writing, sealer_, counters_of(writing).last_generation);
  std::vector<Receipt> receipts;
  std::set<Generation> left;
  for (const MessageId id : ids) {
    const auto found = find(writing.rows(), id);
    if (!found) throw missing(writing.rows(), id);
    left.insert(found->head.generation);
    receipts.push_back(extend_one(writing, *found, lifetime, keys));
  }
  session_.keys->confirm_time();
  // Not before: whoever is killed in between would leave messages that nobody can read.
  if (!session_.keys.database_is_older()) writing.destroy_after_commit(std::move(left));
  return receipts;
}

}  // namespace mayfly
