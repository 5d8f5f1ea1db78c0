// From drafts to rows, and from one sealer to another.

#include <map>

#include "mayfly/text.h"
#include "vault/mailbox.h"
#include "window_keys/window.h"

namespace mayfly {
namespace {

using storage::kFlagBurn;
using storage::kFlagNamed;
using storage::kFlagReads;

/// Gives each row the window key that it is sealed with.
class WindowKeyChoice {
 public:
  WindowKeyChoice(Session& session, Writing& writing, RowSealer& sealer, Generation last)
      : session_(session), writing_(writing), sealer_(sealer), last_(last) {}

  /// `uses` says how often the message can be read, if that is counted.
  void choose(storage::MessageHead& head, window_keys::Uses uses) {
    head.window_end = window_keys::window_end(head.created_at, head.expires_at);
    if (uses > 0) return use(head, make(head.window_end, uses));
    const auto chosen = shared_.find(head.window_end);
    if (chosen != shared_.end()) {
      head.generation = chosen->second;
      return;
    }
    auto key = session_.keys.require().shared(head.window_end, tag_of_);
    use(head, key ? std::move(*key) : make(head.window_end, 0));
    shared_[head.window_end] = head.generation;
  }

 private:
  window_keys::WindowKey make(Instant window_end, window_keys::Uses uses) {
    // A database that is older does not know what is used.
    const auto is_used = [&](Generation generation) {
      return session_.keys.database_is_older() || writing_.rows().any_of_generation(generation);
    };
    return writing_.make_key({window_end, uses, last_}, tag_of_, is_used);
  }
  void use(storage::MessageHead& head, window_keys::WindowKey key) {
    head.generation = key.generation;
    sealer_.learn(head, std::move(key.key));
  }

  Session& session_;
  Writing& writing_;
  RowSealer& sealer_;
  Generation last_;  // that the database knows
  window_keys::TagOf tag_of_ = [this](const auto& id, ByteView key) {
    return sealer_.window_tag(id, key);
  };
  std::map<Instant, Generation> shared_;  // by the window's end
};

/// How often the message can be read; 0: at will.
window_keys::Uses uses_of(const Draft& draft) {
  return draft.burn ? 1 : draft.reads.value_or(0);
}

std::int64_t flags_of(const Draft& draft) {
  const window_keys::Uses uses = uses_of(draft);
  return (draft.name ? kFlagNamed : 0) | (uses == 1 ? kFlagBurn : 0) | (uses > 1 ? kFlagReads : 0);
}

std::optional<ByteView> view_of(const SecureBytes& sealed_name) {
  return sealed_name.empty() ? std::nullopt : std::optional<ByteView>(sealed_name);
}

}  // namespace

void require_storable(const Draft& draft) {
  const auto refuse = [](const char* why, const char* hint) {
    throw Error(ErrorKind::usage, why, hint);
  };
  if (draft.text.empty())
    refuse("the message is empty", "nothing was stored; did its source fail?");
  if (draft.text.size() > kMaxMessageSize) refuse("the message is larger than 64 MiB", "");
  if (draft.ttl < kMinTtl || draft.ttl > kMaxTtl)
    refuse("the ttl is out of range", "1 second to 366 days");
  if (draft.burn && draft.reads.value_or(1) != 1)
    refuse("a message to burn is read once, not more often", "");
  if (draft.reads && (*draft.reads < 1 || *draft.reads > kMaxReads))
    refuse("the number of reads is out of range", "1 to 10000");
  if (!draft.name) return;
  if (draft.name->empty()) refuse("the message's name is empty", "");
  if (draft.name->size() > kMaxMessageNameSize)
    refuse("the message's name is longer than 128 bytes", "");
  if (!is_utf8(*draft.name)) refuse("the message's name is not valid UTF-8", "");
  if (has_control(as_text(*draft.name))) refuse("the message's name holds a control character", "");
}

void Mailbox::insert_sealed(Writing& writing, const storage::MessageHead& head, Draft draft) {
  const SecureBytes sealed = sealer_.seal_text(head, draft.text, session_.random);
  // A large message need not be held beside its blob. ({} would keep its memory.)
  draft.text = SecureBytes();
  SecureBytes name;
  if (draft.name) name = sealer_.seal_name(head, *draft.name, session_.random);
  writing.rows().insert({head, view_of(name), sealed});
}

std::vector<Receipt> Mailbox::store(Writing& writing, std::span<Draft> drafts) {
  const Instant now = writing.now();
  const storage::Counters counters = writing.rows().counters();
  session_.keys.compare_ages(counters);
  // An id that was given away stays so, also when an older copy of the database was put in place.
  MessageId id = std::max(counters.next_id, session_.keys.require().counters().last_message + 1);
  forget_ended(now);
  WindowKeyChoice keys(session_, writing, sealer_, counters.last_generation);
  std::vector<Receipt> receipts;
  receipts.reserve(drafts.size());
  for (Draft& draft : drafts) {
    storage::MessageHead head{id++, user_, now, now + draft.ttl, {}, {}, flags_of(draft)};
    keys.choose(head, uses_of(draft));
    insert_sealed(writing, head, std::move(draft));
    receipts.push_back(
        {head.id, session_.keys.shown(head, now), session_.keys.shown(head, head.expires_at)});
  }
  session_.keys->confirm_time();
  writing.set_last_message(id - 1);
  return receipts;
}

void Mailbox::reseal_one(Writing& writing, const FoundMessage& found, RowSealer& to) {
  storage::MessageHead head = found.head;
  head.flags &= ~storage::kFlagFormat1;
  to.learn(head, sealer_.window_key(head));
  const Message& message = found.message;
  const SecureBytes sealed = to.seal_text(head, message.text, session_.random);
  SecureBytes name;
  if (message.name) name = to.seal_name(head, *message.name, session_.random);
  writing.rows().reseal({head, view_of(name), sealed});
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
  return count;
}

}  // namespace mayfly
