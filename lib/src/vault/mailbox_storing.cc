// From drafts to rows.

#include <utility>

#include "mayfly/text.h"
#include "vault/mailbox.h"
#include "vault/window_key_choice.h"

namespace mayfly {
namespace {

using storage::kFlagBurn;
using storage::kFlagNamed;
using storage::kFlagReads;
using storage::kFlagReceipt;

/// How often the message can be read; 0: at will.
window_keys::Uses uses_of(const Draft& draft) {
  return draft.burn ? 1 : draft.reads.value_or(0);
}

std::int64_t flags_of(const Draft& draft) {
  const window_keys::Uses uses = uses_of(draft);
  return (draft.name ? kFlagNamed : 0) | (uses == 1 ? kFlagBurn : 0) | (uses > 1 ? kFlagReads : 0) |
         (draft.run_only ? storage::kFlagRunOnly : 0) | (draft.receipt ? kFlagReceipt : 0);
}

[[noreturn]] void refuse(const char* why, const char* hint) {
  throw Error(ErrorKind::usage, why, hint);
}

}  // namespace

void require_lifetime(const Lifetime& lifetime) {
  if (lifetime.until || (lifetime.ttl >= kMinTtl && lifetime.ttl <= kMaxTtl)) return;
  refuse("the ttl is out of range", "1 second to 366 days");
}

void require_storable(const Draft& draft) {
  if (draft.text.empty())
    refuse("the message is empty", "nothing was stored; did its source fail?");
  if (draft.text.size() > kMaxMessageSize) refuse("the message is larger than 64 MiB", "");
  require_lifetime({draft.ttl, draft.until});
  if (draft.burn && draft.reads.value_or(1) != 1)
    refuse("a message to burn is read once, not more often", "");
  if (draft.reads && (*draft.reads < 1 || *draft.reads > kMaxReads))
    refuse("the number of reads is out of range", "1 to 10000");
  if (!draft.name && draft.replace) refuse("only a message with a name can replace others", "");
  if (draft.receipt_for && !draft.receipt) refuse("a time for a receipt, and no receipt", "");
  if (draft.receipt_for && (*draft.receipt_for < kMinTtl || *draft.receipt_for > kMaxReceiptTime))
    refuse("the receipt's time is out of range", "1 second to 30 days");
  if (!draft.name) return;
  if (draft.name->empty()) refuse("the message's name is empty", "");
  if (draft.name->size() > kMaxMessageNameSize)
    refuse("the message's name is longer than 128 bytes", "");
  if (!is_utf8(*draft.name)) refuse("the message's name is not valid UTF-8", "");
  if (has_control(as_text(*draft.name))) refuse("the message's name holds a control character", "");
}

namespace {

/// Seals drafts and inserts them, one after the other, in one write.
class Storing {
 public:
  Storing(Session& session, Writing& writing, RowSealer& sealer, UserId user,
          const storage::Counters& counters)
      : session_(session),
        writing_(writing),
        sealer_(sealer),
        user_(user),
        keys_(session, writing, sealer, counters.last_generation),
        // An id that was given away stays so, also when an older copy of the database was put in
        // place.
        next_id_(std::max(counters.next_id, session.keys.require().counters().last_message + 1)) {}

  Receipt add(Draft draft) {
    const Instant now = writing_.now();
    const Instant end = now + session_.keys.ttl_of({draft.ttl, draft.until}, now);
    storage::MessageHead head{next_id_++, user_, now, end, {}, {}, flags_of(draft)};
    keys_.choose(head, uses_of(draft));
    Receipt receipt{head.id, session_.keys.shown(head, now), session_.keys.shown(head, end)};
    if (draft.receipt) receipt.receipt_until = add_receipt(head, draft);
    insert_sealed(head, std::move(draft));
    return receipt;
  }

  /// After the last of them.
  void end() {
    session_.keys->confirm_time();
    writing_.set_last_message(next_id_ - 1);
  }

 private:
  /// Those whose time is over make room: this is when somebody looks at all of them.
  Instant add_receipt(const storage::MessageHead& head, const Draft& draft) {
    if (!std::exchange(any_receipts_, true)) writing_.rows().remove_receipts_over(writing_.now());
    const Instant until = Receipts(session_, sealer_, user_).add(writing_, head, draft);
    return session_.keys.shown(head, until);
  }

  void insert_sealed(const storage::MessageHead& head, Draft draft) {
    const SecureBytes sealed = sealer_.seal_text(head, draft.text, session_.random);
    // A large message need not be held beside its blob. ({} would keep its memory.)
    draft.text = SecureBytes();
    SecureBytes name;
    if (draft.name) name = sealer_.seal_name(head, *draft.name, session_.random);
    writing_.rows().insert(
        {head, draft.name ? std::optional<ByteView>(name) : std::nullopt, sealed});
  }

  Session& session_;
  Writing& writing_;
  RowSealer& sealer_;
  UserId user_;
  WindowKeyChoice keys_;
  MessageId next_id_;
  bool any_receipts_ = false;
};

}  // namespace

bool Mailbox::doom(Writing& writing, MessageId id, Doomed& doomed) const {
  const auto head = writing.rows().head_of(user_, id, writing.now());
  if (!head || doomed.ids.contains(id)) return false;
  require_known(*head);
  require_known_key(*head);
  doomed.add(*head);
  return true;
}

/// Adds the messages that the draft replaces; returns how many.
std::int64_t Mailbox::doom_replaced(Writing& writing, const Draft& draft, Doomed& doomed) {
  if (!draft.replace) return 0;
  std::int64_t count = 0;
  for (const auto& head : find_named(writing.rows(), writing.now(), *draft.name))
    count += doom(writing, head.id, doomed) ? 1 : 0;
  return count;
}

/// After those that replace them were inserted, some perhaps with the same window keys. Keys go
/// when all of it is on the disk: if it fails, nothing is lost.
void Mailbox::remove_replaced(Writing& writing, const Doomed& replaced) {
  if (replaced.ids.empty()) return;
  writing.destroy_after_commit(keys_of_these_alone(session_, writing.rows(), replaced));
  receipts().note_removed(writing, replaced.owing);
  for (const MessageId id : replaced.ids) writing.rows().remove(user_, id);
  sealer_.forget_all();  // or it would go on to open what is removed
}

std::vector<Receipt> Mailbox::store(Writing& writing, std::span<Draft> drafts) {
  const storage::Counters counters = counters_of(writing);
  Storing storing(session_, writing, sealer_, user_, counters);
  std::vector<Receipt> receipts;
  receipts.reserve(drafts.size());
  Doomed replaced;  // among what is there, so before the first is inserted
  std::vector<std::int64_t> replaced_counts;
  replaced_counts.reserve(drafts.size());
  for (const Draft& draft : drafts)
    replaced_counts.push_back(doom_replaced(writing, draft, replaced));
  for (Draft& draft : drafts) {
    receipts.push_back(storing.add(std::move(draft)));
    receipts.back().replaced = replaced_counts[receipts.size() - 1];
  }
  remove_replaced(writing, replaced);
  storing.end();
  return receipts;
}

StoredMessages Mailbox::store_each(Writing& writing, const UnlockedUser::NextDraft& next) {
  const storage::Counters counters = counters_of(writing);
  Storing storing(session_, writing, sealer_, user_, counters);
  StoredMessages stored;
  while (auto draft = next()) {
    require_storable(*draft);
    if (draft->replace) refuse("of many messages none replaces others", "");
    const Receipt receipt = storing.add(std::move(*draft));
    if (stored.count++ == 0) stored.first = receipt.id;
  }
  if (stored.count > 0) storing.end();
  return stored;
}

storage::Counters Mailbox::counters_of(Writing& writing) {
  const storage::Counters counters = writing.rows().counters();
  session_.keys.compare_ages(counters);
  forget_ended(writing.now());
  return counters;
}

}  // namespace mayfly
