#include <algorithm>
#include <span>
#include <variant>

#include "vault/claim.h"
#include "vault/removal.h"
#include "vault/user_impl.h"

namespace mayfly {
namespace {

// What get_all() reads under one lock.
constexpr std::size_t kPageMessages = 256;
constexpr std::size_t kPageBytes = std::size_t{16} << 20;

std::size_t page_size(std::span<const storage::MessageSummary> rows) {
  std::size_t count = 0;
  for (std::size_t bytes = 0; count < rows.size() && count < kPageMessages && bytes < kPageBytes;) {
    bytes += rows[count++].sealed_size;
  }
  return count;
}

std::vector<std::variant<Message, Error>> read_page(Session& session,
                                                    UnlockedUser::Secrets& secrets,
                                                    std::span<const storage::MessageSummary> page) {
  std::vector<std::variant<Message, Error>> messages;
  const auto access = session.access();
  const auto rows = session.store->read();
  Mailbox mailbox = secrets.mailbox(session, *rows);
  for (const storage::MessageSummary& row : page) {
    if ((row.head.flags & storage::kCountedFlags) != 0) continue;  // nobody reads it by accident
    try {
      auto found = mailbox.find(*rows, row.head.id);
      if (found) messages.emplace_back(std::move(found->message));
    } catch (const Error& error) {
      // One that was altered, or that a later program made, does not keep the others from being
      // read.
      if (error.kind() != ErrorKind::authentication_failed &&
          error.kind() != ErrorKind::not_a_vault)
        throw;
      messages.emplace_back(error);
    }
  }
  return messages;
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

std::optional<Message> UnlockedUser::get(MessageId id) try {
  return std::move(get(std::span<const MessageId>(&id, 1)).front());
} catch (const Error& error) {
  if (error.kind() != ErrorKind::no_such_message) throw;
  return std::nullopt;
}

std::vector<Message> UnlockedUser::get(std::span<const MessageId> ids, const Accept& accept) {
  const auto accept_found = [&](const std::vector<FoundMessage>& found) {
    std::vector<const Message*> messages;
    for (const FoundMessage& one : found) messages.push_back(&one.message);
    if (accept) accept(messages);
  };
  auto found = session_->read([&](storage::Reader& rows, Instant) {
    return secrets_->mailbox(*session_, rows).find_lasting(rows, ids);
  });
  if (found) {
    accept_found(*found);
  } else {
    found = claim(*session_, *secrets_, ids, accept_found);
  }
  std::vector<Message> messages;
  messages.reserve(found->size());
  for (FoundMessage& one : *found) messages.push_back(std::move(one.message));
  return messages;
}

void UnlockedUser::get_all(const std::function<void(Message)>& on_message,
                           const std::function<void(const Error&)>& on_damaged) {
  const auto all = session_->read([&](storage::Reader& rows, Instant now) {
    session_->keys.compare_ages(rows);
    return rows.list(secrets_->id, now, storage::Which::all);
  });
  if (!all.empty()) session_->keys.require();  // or the error that says why there are none
  for (std::span<const storage::MessageSummary> left = all; !left.empty();) {
    // A page is read under one lock, and given out under none.
    const auto page = left.first(page_size(left));
    left = left.subspan(page.size());
    for (auto& result : read_page(*session_, *secrets_, page)) {
      if (const auto* error = std::get_if<Error>(&result)) {
        on_damaged(*error);
      } else {
        on_message(std::get<Message>(std::move(result)));
      }
    }
  }
}

std::optional<MessageId> UnlockedUser::latest() {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return rows.latest(secrets_->id, now, storage::kCountedFlags);
  });
}

std::vector<MessageId> UnlockedUser::find(ByteView name) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    Mailbox mailbox = secrets_->mailbox(*session_, rows);
    const auto named = rows.list(secrets_->id, now, storage::Which::named);
    const auto names = mailbox.open_names(named);
    std::vector<MessageId> ids;
    for (std::size_t i = 0; i < named.size(); ++i)
      if (names[i] && std::ranges::equal(*names[i], name)) ids.push_back(named[i].head.id);
    return ids;
  });
}

std::optional<MessageId> UnlockedUser::find_youngest(ByteView name) {
  const auto ids = find(name);
  return ids.empty() ? std::nullopt : std::optional(ids.back());
}

std::vector<Entry> UnlockedUser::list() {
  return session_->read([&](storage::Reader& rows, Instant now) {
    return secrets_->mailbox(*session_, rows).entries(rows, now);
  });
}

void UnlockedUser::remove(std::span<const MessageId> ids) {
  const auto look = [&](Writing& writing) {
    Mailbox mailbox = secrets_->mailbox(*session_, writing.rows());
    secrets_->sealer.forget_all();  // or it would go on to open what is removed
    Doomed doomed;
    for (const MessageId id : ids) {
      const auto head = writing.rows().head_of(secrets_->id, id, writing.now());
      if (!head || !doomed.ids.insert(id).second) {
        throw Error(ErrorKind::no_such_message, Reason::no_message_to_remove,
                    "no message " + std::to_string(id));
      }
      require_known(*head);
      mailbox.require_known_key(*head);
      doomed.generations.insert(head->generation);
    }
    return doomed;
  };
  remove_rows(*session_, look, [&](Writing& writing, const Doomed& doomed) {
    for (const MessageId id : doomed.ids) writing.rows().remove(secrets_->id, id);
  });
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
      doomed.ids.insert(head.id);
      doomed.generations.insert(head.generation);
      if (keys.due(head) > writing.now()) ++removal.removed;
    });
    return doomed;
  };
  remove_rows(*session_, look, [&](Writing& writing, const Doomed& doomed) {
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
    if ((found->head.flags & storage::kCountedFlags) != 0) {
      const std::string text = std::to_string(id);
      throw Error(ErrorKind::usage, Reason::burn_message,
                  found->message.burn ? "message " + text + " can be read once only"
                                      : "each reading of message " + text + " is counted",
                  text);
    }
    rows.find(secrets_->id, id, now, [&](const storage::MessageRow& row) {
      auto [key, aad] = secrets_->sealer.text_key_and_aad(row.head);
      demonstration = mayfly::demonstrate_iv(secure_copy(row.sealed), std::move(key), aad);
      demonstration->key.clear();
    });
    return demonstration;
  });
}

}  // namespace mayfly
