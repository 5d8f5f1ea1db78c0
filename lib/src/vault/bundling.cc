// Messages on their way into a bundle, and out of one.

#include <algorithm>
#include <map>
#include <optional>

#include "mayfly/bundle.h"
#include "vault/removal.h"
#include "vault/user_impl.h"

namespace mayfly {
namespace {

// What is read under one lock.
constexpr std::size_t kPageMessages = 256;
constexpr std::size_t kPageBytes = std::size_t{16} << 20;

struct Page {
  struct Item {
    BundledMessage message;
    Bundled bundled;
  };
  std::vector<Item> items;
  std::vector<MessageId> missing;
  std::size_t looked_at = 0;
};

/// What a bundle says of a message, and its receipt, which stays here: it says that the message was
/// removed. One with anything more would lose it on the way.
constexpr std::int64_t kBundledFlags =
    storage::kFlagNamed | storage::kNotedFlags | storage::kFlagRunOnly | storage::kFlagFormat1;

/// How often messages can still be read, as one look at the window keys tells.
class ReadsLeft {
 public:
  explicit ReadsLeft(const KeyAccess& keys) : keys_(keys) {}

  /// 0 if that is not counted; nothing if it was read for the last time just now.
  std::optional<std::uint32_t> of(const storage::MessageHead& head) {
    if ((head.flags & storage::kFlagReads) == 0) return 0;
    if (!uses_) uses_ = keys_.require().uses();
    const auto left = uses_->find(head.generation);
    return left == uses_->end() ? std::nullopt : std::optional(left->second);
  }

 private:
  const KeyAccess& keys_;
  std::optional<std::map<Generation, window_keys::Uses>> uses_;
};

Page::Item item_of(const KeyAccess& keys, FoundMessage found, std::uint32_t reads) {
  const storage::MessageHead& head = found.head;
  if ((head.flags & ~kBundledFlags) != 0) {
    throw Error(ErrorKind::usage,
                "message " + std::to_string(head.id) + " is of a kind that no bundle keeps",
                "nothing was exported");
  }
  Message& message = found.message;
  return {{std::move(message.text), std::move(message.name), message.burn, message.run_only, reads,
           message.expires_at, keys.due(head) - keys.now()},
          {head.id, head.expires_at, number_of(head.generation), reads}};
}

Error only_to_be_moved(MessageId id, const std::string& before, const std::string& after) {
  const std::string text = std::to_string(id);
  return {ErrorKind::usage, Reason::only_to_be_moved,
          before + " " + text + after + ", so there is to be no copy", text};
}

Page read_page(Session& session, Mailbox mailbox, storage::Reader& rows,
               std::span<const MessageId> ids, bool to_move) {
  Page page;
  ReadsLeft reads_left(session.keys);
  for (std::size_t bytes = 0;
       page.looked_at < ids.size() && page.looked_at < kPageMessages && bytes < kPageBytes;) {
    const MessageId id = ids[page.looked_at++];
    bool is_noted = false;
    auto found = mailbox.find(rows, id, to_move ? nullptr : &is_noted);
    if (is_noted) throw only_to_be_moved(id, "each reading of message", " is noted");
    if (!to_move && found && found->message.run_only)
      throw only_to_be_moved(id, "message", " is for programs");
    const auto reads = found ? reads_left.of(found->head) : std::nullopt;
    if (!reads) {
      page.missing.push_back(id);
      continue;
    }
    bytes += found->message.text.size();
    page.items.push_back(item_of(session.keys, std::move(*found), *reads));
  }
  return page;
}

/// Adds the row to those that are to go, if it is still the one that was bundled.
void doom(ReadsLeft& reads_left, const storage::MessageHead& head, const Bundled& bundled,
          Doomed& doomed) {
  if (head.expires_at != bundled.expires_at || number_of(head.generation) != bundled.window_key ||
      reads_left.of(head) != bundled.reads) {
    throw Error(ErrorKind::busy,
                "message " + std::to_string(bundled.id) + " was changed or read by somebody else",
                "nothing was exported or removed; try again");
  }
  doomed.add(head);
}

/// How long a message of a bundle may live from now on.
class Lifetimes {
 public:
  Lifetimes(Session& session, std::chrono::milliseconds arrived)
      : session_(session), arrived_(arrived) {}

  /// In whole seconds; 0 if its time is over.
  std::chrono::seconds of(const BundledMessage& message) const {
    const auto since = std::max(session_.clock.since_boot() - arrived_, kNone);
    const auto left = std::min(message.deadline - session_.clock.wall(), message.remaining - since);
    return std::chrono::floor<std::chrono::seconds>(std::max(left, kNone));
  }

 private:
  static constexpr std::chrono::milliseconds kNone{0};
  Session& session_;
  std::chrono::milliseconds arrived_;
};

Draft draft_of(BundledMessage message, std::chrono::seconds ttl) try {
  Draft draft{std::move(message.text), ttl, std::move(message.name), message.burn};
  draft.run_only = message.run_only;
  if (message.reads > 0) draft.reads = message.reads;
  require_storable(draft);
  return draft;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::usage) throw;
  throw Error(ErrorKind::authentication_failed,
              "the bundle holds a message that mayfly did not write", "nothing was imported");
}

/// The next message that still lives; nothing at the end of the bundle.
std::optional<Draft> next_draft(BundleReader& bundle, const Lifetimes& lifetimes,
                                const std::function<void()>& on_message, std::int64_t& expired) {
  while (auto message = bundle.next()) {
    if (on_message) on_message();
    const auto ttl = lifetimes.of(*message);
    if (ttl >= kMinTtl) return draft_of(std::move(*message), ttl);
    ++expired;
  }
  return std::nullopt;
}

}  // namespace

std::vector<MessageId> UnlockedUser::bundle_each(
    std::span<const MessageId> ids, bool to_move,
    const std::function<void(BundledMessage, const Bundled&)>& on_message) {
  std::vector<MessageId> missing;
  while (!ids.empty()) {
    Page page = session_->read([&](storage::Reader& rows, Instant) {
      return read_page(*session_, secrets_->mailbox(*session_, rows), rows, ids, to_move);
    });
    ids = ids.subspan(page.looked_at);
    missing.insert(missing.end(), page.missing.begin(), page.missing.end());
    for (Page::Item& item : page.items) on_message(std::move(item.message), item.bundled);
  }
  return missing;
}

void UnlockedUser::move_out(std::span<const Bundled> bundled,
                            const std::function<void()>& publish) {
  session_->keys.require();  // or what was destroyed could still be read
  std::set<Generation> burned;
  const auto look = [&](Writing& writing) {
    Mailbox mailbox = secrets_->mailbox(*session_, writing.rows());
    secrets_->sealer.forget_all();
    Doomed doomed;
    burned.clear();
    ReadsLeft reads_left(session_->keys);
    for (const Bundled& one : bundled) {
      const auto head = writing.rows().head_of(secrets_->id, one.id, writing.now());
      if (!head || !mailbox.find_window_key(*head)) {
        throw Error(ErrorKind::no_such_message,
                    "message " + std::to_string(one.id) + " is gone by now",
                    "nothing was exported or removed; try again");
      }
      doom(reads_left, *head, one, doomed);
      if ((head->flags & storage::kCountedFlags) != 0) burned.insert(head->generation);
    }
    secrets_->sealer.forget_all();
    publish();
    return doomed;
  };
  remove_rows(*session_, look, [&](Writing& writing, const Doomed& doomed) {
    Receipts(*session_, secrets_->sealer, secrets_->id).note_removed(writing, doomed.owing);
    for (const MessageId id : doomed.ids) writing.rows().remove(secrets_->id, id);
    // In a database that is older than its window keys, remove_rows() destroys none. Those whose
    // uses are counted no other message needs, there as well.
    if (session_->keys.database_is_older()) session_->keys.destroy(burned);
  });
}

Imported UnlockedUser::import(BundleReader& bundle, std::chrono::milliseconds arrived,
                              const std::function<void()>& on_message) {
  session_->keys.require().require_writable();
  const Lifetimes lifetimes(*session_, arrived);
  return session_->write([&](Writing& writing) {
    Imported imported;
    imported.stored = secrets_->mailbox(*session_, writing.rows()).store_each(writing, [&] {
      return next_draft(bundle, lifetimes, on_message, imported.expired);
    });
    return imported;
  });
}

}  // namespace mayfly
