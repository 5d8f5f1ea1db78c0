#include <algorithm>
#include <span>
#include <variant>

#include "platform/signals_held.h"
#include "vault/claim.h"
#include "vault/listing.h"
#include "vault/removal.h"
#include "vault/user_impl.h"

namespace mayfly {
namespace {

// What get_all() reads under one lock.
constexpr std::size_t kPageMessages = 256;
constexpr std::size_t kPageBytes = std::size_t{16} << 20;

/// The next rows of the walk: no more than are to be held at once.
std::vector<storage::MessageSummary> next_rows(Walk& walk, storage::Reader& rows, Instant now) {
  auto page = walk.page(rows, now, kPageMessages);
  std::size_t count = 0;
  for (std::size_t bytes = 0; count < page.size() && bytes < kPageBytes;)
    bytes += page[count++].sealed_size;
  page.erase(page.begin() + static_cast<std::ptrdiff_t>(count), page.end());
  return page;
}

/// What became of a row that was to be read: nothing if nobody reads it by accident, or if it has
/// expired meanwhile; its id if its reading is to be noted.
using Read = std::variant<std::monostate, Message, Error, MessageId>;

constexpr std::int64_t kLeftAlone = storage::kCountedFlags | storage::kFlagRunOnly;

Read read_one(Mailbox& mailbox, storage::Reader& rows, const storage::MessageHead& head) try {
  if ((head.flags & kLeftAlone) != 0) return {};
  if (has_receipt(head)) return head.id;
  auto found = mailbox.find(rows, head.id);
  if (!found) return {};
  return std::move(found->message);
} catch (const Error& error) {
  // One that was altered, or that a later program made, does not keep the others from being read.
  if (error.kind() != ErrorKind::authentication_failed && error.kind() != ErrorKind::not_a_vault)
    throw;
  return error;
}

std::vector<MessageId> ids_of(const std::vector<storage::MessageHead>& heads) {
  std::vector<MessageId> ids(heads.size());
  std::ranges::transform(heads, ids.begin(), &storage::MessageHead::id);
  return ids;
}

/// Throws Error{usage} for a message that is for programs.
void require_printable(const Message& message) {
  if (!message.run_only) return;
  const std::string text = std::to_string(message.id);
  throw Error(ErrorKind::usage, Reason::run_only_message,
              "message " + text + " is for programs only, and never printed", text);
}

/// Throws Error{usage}, if its readings are noted or it is for programs.
void require_shown_freely(const FoundMessage& found) {
  require_printable(found.message);
  if ((found.head.flags & storage::kNotedFlags) == 0) return;
  const std::string text = std::to_string(found.head.id);
  throw Error(ErrorKind::usage, Reason::burn_message,
              found.message.burn ? "message " + text + " can be read once only"
                                 : "each reading of message " + text + " is noted",
              text);
}

/// All of these, which `look` is shown before one is claimed.
std::vector<FoundMessage> found_by(Session& session, UnlockedUser::Secrets& secrets,
                                   std::span<const MessageId> ids, const LookAtFound& look) {
  auto found = session.read([&](storage::Reader& rows, Instant) {
    return secrets.mailbox(session, rows).find_lasting(rows, ids);
  });
  if (!found) return claim(session, secrets, ids, look);
  look(*found);
  return std::move(*found);
}

/// Their heads stay.
std::vector<Message> messages_of(std::vector<FoundMessage>&& found) {
  std::vector<Message> messages;
  messages.reserve(found.size());
  for (FoundMessage& one : found) messages.push_back(std::move(one.message));
  return messages;
}

/// Nothing if it is gone meanwhile. What cannot be noted is not read, and keeps nobody from others.
Read read_and_note(Session& session, UnlockedUser::Secrets& secrets, MessageId id) try {
  const auto take_any = [](const std::vector<FoundMessage>&) {};
  return std::move(claim(session, secrets, {&id, 1}, take_any).front().message);
} catch (const Error& error) {
  if (error.kind() == ErrorKind::no_such_message) return {};
  return error;
}

/// What was read under one lock.
struct ReadPage {
  std::vector<Read> messages;
  std::optional<MessageId> last;  ///< of the rows that were looked at; nothing if there are no more
};

ReadPage read_page(Session& session, UnlockedUser::Secrets& secrets, Walk& walk) {
  const platform::SignalsHeld no_stop(platform::stop_signals());
  return session.read([&](storage::Reader& rows, Instant now) {
    Mailbox mailbox = secrets.mailbox(session, rows);
    session.keys.compare_ages(rows);
    secrets.sealer.forget_many();
    const auto list = next_rows(walk, rows, now);
    if (!list.empty()) session.keys.require();  // or the error that says why there are none
    ReadPage page;
    page.messages.reserve(list.size());
    for (const auto& row : list) page.messages.push_back(read_one(mailbox, rows, row.head));
    if (!list.empty()) page.last = list.back().head.id;
    return page;
  });
}

}  // namespace

UnlockedUser::UnlockedUser(std::shared_ptr<Session> session, std::unique_ptr<Secrets> secrets)
    : session_(std::move(session)), secrets_(std::move(secrets)) {}
UnlockedUser::~UnlockedUser() = default;
UnlockedUser::UnlockedUser(UnlockedUser&&) noexcept = default;
UnlockedUser& UnlockedUser::operator=(UnlockedUser&&) noexcept = default;

const std::string& UnlockedUser::name() const noexcept {
  return secrets_->name.str();
}

Receipt UnlockedUser::store(Draft draft) {
  std::vector<Draft> drafts;
  drafts.push_back(std::move(draft));
  return store_all(std::move(drafts)).front();
}

std::vector<Receipt> UnlockedUser::store_all(std::vector<Draft> drafts) {
  std::ranges::for_each(drafts, require_storable);
  session_->keys.require().require_writable();  // or no key could ever be destroyed
  return session_->write([&](Writing& writing) {
    return secrets_->mailbox(*session_, writing.rows()).store(writing, drafts);
  });
}

StoredMessages UnlockedUser::store_each(const NextDraft& next) {
  session_->keys.require().require_writable();
  return session_->write([&](Writing& writing) {
    return secrets_->mailbox(*session_, writing.rows()).store_each(writing, next);
  });
}

std::optional<Message> UnlockedUser::get(MessageId id) try {
  return std::move(get(std::span<const MessageId>(&id, 1)).front());
} catch (const Error& error) {
  if (error.kind() != ErrorKind::no_such_message) throw;
  return std::nullopt;
}

std::vector<Message> UnlockedUser::get(std::span<const MessageId> ids, const Accept& accept) {
  const auto look = [&](const std::vector<FoundMessage>& found) {
    std::vector<const Message*> messages;
    for (const FoundMessage& one : found) {
      require_printable(one.message);
      messages.push_back(&one.message);
    }
    if (accept) accept(messages);
  };
  return messages_of(found_by(*session_, *secrets_, ids, look));
}

void UnlockedUser::hand_on(std::span<const MessageId> ids,
                           const std::function<void(std::vector<Message>)>& take) {
  found_by(*session_, *secrets_, ids,
           [&](std::vector<FoundMessage>& found) { take(messages_of(std::move(found))); });
}

void UnlockedUser::get_all(const std::function<void(Message)>& on_message,
                           const std::function<void(const Error&)>& on_damaged) {
  for (Walk walk(secrets_->id);;) {
    // A page is read under one lock, and given out under none.
    ReadPage page = read_page(*session_, *secrets_, walk);
    if (!page.last) return;
    walk.go_on_after(*page.last);
    for (Read& one : page.messages) {
      if (const auto* id = std::get_if<MessageId>(&one))
        one = read_and_note(*session_, *secrets_, *id);
      if (const auto* error = std::get_if<Error>(&one)) on_damaged(*error);
      if (auto* message = std::get_if<Message>(&one)) on_message(std::move(*message));
    }
  }
}

std::optional<MessageId> UnlockedUser::latest() {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return rows.latest(secrets_->id, now, storage::kCountedFlags | storage::kFlagRunOnly);
  });
}

std::vector<MessageId> UnlockedUser::find(ByteView name) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return ids_of(secrets_->mailbox(*session_, rows).find_named(rows, now, name));
  });
}

std::vector<MessageId> UnlockedUser::find_if(const std::function<bool(ByteView name)>& fits) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return ids_of(secrets_->mailbox(*session_, rows).find_named(rows, now, fits));
  });
}

std::optional<MessageId> UnlockedUser::find_youngest(ByteView name) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return secrets_->mailbox(*session_, rows).find_youngest(rows, now, name);
  });
}

std::vector<Entry> UnlockedUser::list() {
  return session_->read([&](storage::Reader& rows, Instant now) {
    LivingKeys living;
    const auto list = rows.list(secrets_->id, now, storage::Which::all);
    return secrets_->mailbox(*session_, rows).entries(rows, list, living);
  });
}

void UnlockedUser::each_entry(const std::function<void(Entry)>& visit) {
  const auto make = [&](storage::Reader& rows, auto list, LivingKeys& living) {
    return secrets_->mailbox(*session_, rows).entries(rows, list, living);
  };
  mayfly::each_entry(*session_, secrets_->id, make, visit);
}

// NOLINTNEXTLINE(bugprone-easily-swappable-parameters): as the header says
std::int64_t UnlockedUser::remove(std::span<const MessageId> ids,
                                  std::span<const MessageId> others) {
  std::int64_t removed = 0;
  const auto look = [&](Writing& writing) {
    Mailbox mailbox = secrets_->mailbox(*session_, writing.rows());
    secrets_->sealer.forget_all();  // or it would go on to open what is removed
    Doomed doomed;
    for (const MessageId id : ids) {
      if (!mailbox.doom(writing, id, doomed))
        throw Error(ErrorKind::no_such_message, Reason::no_message_to_remove,
                    "no message " + std::to_string(id));
    }
    for (const MessageId id : others) mailbox.doom(writing, id, doomed);
    removed = std::ssize(doomed.ids);
    return doomed;
  };
  remove_rows(*session_, look, [&](Writing& writing, const Doomed& doomed) {
    Receipts(*session_, secrets_->sealer, secrets_->id).note_removed(writing, doomed.owing);
    for (const MessageId id : doomed.ids) writing.rows().remove(secrets_->id, id);
  });
  return removed;
}

Removal UnlockedUser::remove_all() {
  using window_keys::Which;
  const KeyAccess& keys = session_->keys;
  Removal removal;
  const auto look = [&](Writing& writing) {
    secrets_->follow(*session_, writing.rows());
    secrets_->sealer.forget_all();
    Doomed doomed;
    removal = {};
    const auto newer = keys ? keys->generations(Which::newer) : std::set<Generation>();
    writing.rows().each_of(secrets_->id, [&](const storage::MessageHead& head) {
      if (storage::is_of_later_program(head) || newer.contains(head.generation))
        return removal.left.push_back(head.id);
      doomed.add(head);
      if (keys.due(head) > writing.now()) ++removal.removed;
    });
    return doomed;
  };
  remove_rows(*session_, look, [&](Writing& writing, const Doomed& doomed) {
    Receipts(*session_, secrets_->sealer, secrets_->id).note_removed(writing, doomed.owing);
    if (removal.left.empty()) return writing.rows().remove_all(secrets_->id);
    for (const MessageId id : doomed.ids) writing.rows().remove(secrets_->id, id);
  });
  return removal;
}

std::optional<IvDemonstration> UnlockedUser::demonstrate_iv(MessageId id) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    std::optional<IvDemonstration> demonstration;
    const auto found = secrets_->mailbox(*session_, rows).find(rows, id);
    if (!found) return demonstration;  // else alive, and authentic
    require_shown_freely(*found);
    rows.find(secrets_->id, id, now, [&](const storage::MessageRow& row) {
      auto [key, aad] = secrets_->sealer.text_key_and_aad(row.head);
      demonstration = mayfly::demonstrate_iv(secure_copy(row.sealed), std::move(key), aad);
      demonstration->key.clear();
    });
    return demonstration;
  });
}

}  // namespace mayfly
