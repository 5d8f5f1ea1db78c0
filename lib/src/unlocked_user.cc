#include "unlocked_user.h"

#include <algorithm>
#include <span>
#include <variant>

#include "keys/user_key.h"
#include "mayfly/text.h"
#include "message_entry.h"

namespace mayfly {
namespace {

// What get_all() reads under one lock.
constexpr std::size_t kPageMessages = 256;
constexpr std::size_t kPageBytes = std::size_t{16} << 20;

Error damaged(MessageId id) {
  return {ErrorKind::authentication_failed,
          "message " + std::to_string(id) + " failed authentication: it was altered or damaged",
          "remove it with rm " + std::to_string(id)};
}

/// Opens a row, or throws the Error that names it.
Message open_row(RowSealer& sealer, const storage::MessageRow& row) try {
  const storage::MessageHead& head = row.head;
  Message message{head.id, from_unix_ms(head.created_at), from_unix_ms(head.expires_at), {}, {}};
  message.text = sealer.open_text(head, row.sealed);
  const bool named = (head.flags & kFlagNamed) != 0;
  if (named != row.name.has_value()) throw damaged(head.id);
  if (named) message.name = sealer.open_name(head, *row.name);
  return message;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw damaged(row.head.id);
}

/// The row's name, where it has one that is authentic.
std::optional<SecureBytes> open_name(RowSealer& sealer, const storage::MessageSummary& row) try {
  if (!row.name) return std::nullopt;
  return sealer.open_name(row.head, *row.name);
} catch (const Error&) {
  return std::nullopt;
}

void insert_sealed(VaultState& vault, RowSealer& sealer, const storage::MessageHead& head,
                   Draft draft) {
  const SecureBytes sealed = sealer.seal_text(head, draft.text, vault.random);
  draft.text =
      SecureBytes();  // a large message need not be held beside its blob ({} would keep its memory)
  SecureBytes name;
  if (draft.name) name = sealer.seal_name(head, *draft.name, vault.random);
  vault.messages.insert({head, draft.name ? std::optional<ByteView>(name) : std::nullopt, sealed});
}

std::size_t page_size(std::span<const storage::MessageSummary> rows) {
  std::size_t count = 0;
  for (std::size_t bytes = 0; count < rows.size() && count < kPageMessages && bytes < kPageBytes;) {
    bytes += rows[count++].sealed_size;
  }
  return count;
}

/// The user's message, opened, where it is alive. The time is looked at once more when its tag has
/// been verified: a row that was forged, or a wait for a lock, cannot make it live longer.
std::optional<Message> find_live(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                 MessageId id) {
  std::optional<Message> message;
  vault.messages.find(user_id, id, vault.now(),
                      [&](const storage::MessageRow& row) { message = open_row(sealer, row); });
  if (message && message->expires_at <= from_unix_ms(vault.now())) return std::nullopt;
  return message;
}

std::vector<std::variant<Message, Error>> read_page(VaultState& vault, RowSealer& sealer,
                                                    std::int64_t user_id,
                                                    std::span<const storage::MessageSummary> rows) {
  std::vector<std::variant<Message, Error>> page;
  const storage::ReadTransaction snapshot(vault.db);
  for (const storage::MessageSummary& row : rows) {
    try {
      auto message = find_live(vault, sealer, user_id, row.head.id);
      if (message) page.emplace_back(std::move(*message));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
      page.emplace_back(damaged(row.head.id));
    }
  }
  return page;
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
  if (!draft.name) return;
  if (draft.name->empty()) refuse("the message's name is empty", "");
  if (draft.name->size() > kMaxMessageNameSize)
    refuse("the message's name is longer than 128 bytes", "");
  if (!is_utf8(*draft.name)) refuse("the message's name is not valid UTF-8", "");
  if (has_control(as_text(*draft.name))) refuse("the message's name holds a control character", "");
}

UnlockedUser::UnlockedUser(std::shared_ptr<VaultState> vault, std::unique_ptr<Secrets> secrets)
    : vault_(std::move(vault)), secrets_(std::move(secrets)) {}
UnlockedUser::~UnlockedUser() = default;
UnlockedUser::UnlockedUser(UnlockedUser&&) noexcept = default;
UnlockedUser& UnlockedUser::operator=(UnlockedUser&&) noexcept = default;

const std::string& UnlockedUser::name() const noexcept {
  return secrets_->name;
}

Receipt UnlockedUser::store(Draft draft) {
  std::vector<Draft> drafts;
  drafts.push_back(std::move(draft));
  return store_all(std::move(drafts)).front();
}

std::vector<Receipt> UnlockedUser::store_all(std::vector<Draft> drafts) {
  std::ranges::for_each(drafts, require_storable);
  return vault_->write([&](std::int64_t now) {
    std::vector<Receipt> receipts;
    receipts.reserve(drafts.size());
    MessageId id = vault_->messages.next_id();
    for (Draft& draft : drafts) {
      const std::int64_t expires_at = now + std::chrono::milliseconds(draft.ttl).count();
      const storage::MessageHead head{id++, secrets_->user_id,          now, expires_at,
                                      0,    draft.name ? kFlagNamed : 0};
      insert_sealed(*vault_, secrets_->sealer, head, std::move(draft));
      receipts.push_back({head.id, from_unix_ms(now), from_unix_ms(expires_at)});
    }
    return receipts;
  });
}

std::optional<Message> UnlockedUser::get(MessageId id) {
  return vault_->read([&](std::int64_t) {
    try {
      return find_live(*vault_, secrets_->sealer, secrets_->user_id, id);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::authentication_failed) throw;
      throw damaged(id);
    }
  });
}

void UnlockedUser::get_all(const std::function<void(Message)>& on_message,
                           const std::function<void(const Error&)>& on_damaged) {
  const auto rows =
      vault_->read([&](std::int64_t now) { return vault_->messages.list(secrets_->user_id, now); });
  for (std::span<const storage::MessageSummary> left = rows; !left.empty();) {
    // A page is read under one lock, and given out under none.
    const auto page = left.first(page_size(left));
    left = left.subspan(page.size());
    for (auto& result : read_page(*vault_, secrets_->sealer, secrets_->user_id, page)) {
      if (const auto* error = std::get_if<Error>(&result)) {
        on_damaged(*error);
      } else {
        on_message(std::get<Message>(std::move(result)));
      }
    }
  }
}

std::optional<MessageId> UnlockedUser::latest() {
  return vault_->read(
      [&](std::int64_t now) { return vault_->messages.latest(secrets_->user_id, now); });
}

std::vector<MessageId> UnlockedUser::find(ByteView name) {
  return vault_->read([&](std::int64_t now) {
    std::vector<MessageId> ids;
    for (const auto& row : vault_->messages.list_named(secrets_->user_id, now)) {
      const auto found = open_name(secrets_->sealer, row);
      if (found && std::ranges::equal(*found, name)) ids.push_back(row.head.id);
    }
    return ids;
  });
}

std::vector<Entry> UnlockedUser::list() {
  return vault_->read([&](std::int64_t now) {
    std::vector<Entry> entries;
    for (const auto& row : vault_->messages.list(secrets_->user_id, now)) {
      entries.push_back(entry_of(row));
      entries.back().name = open_name(secrets_->sealer, row);
    }
    return entries;
  });
}

void UnlockedUser::remove(std::span<const MessageId> ids) {
  vault_->write([&](std::int64_t now) {
    for (const MessageId id : ids) {
      if (vault_->messages.remove(secrets_->user_id, id, now)) continue;
      throw Error(ErrorKind::no_such_message, "no message " + std::to_string(id),
                  "nothing was removed; mayfly list shows the messages that are left");
    }
    return true;
  });
}

std::int64_t UnlockedUser::remove_all() {
  return vault_->write(
      [&](std::int64_t now) { return vault_->messages.remove_all(secrets_->user_id, now); });
}

std::optional<IvDemonstration> UnlockedUser::demonstrate_iv(MessageId id) {
  if (!get(id)) return std::nullopt;  // alive, and authentic
  return vault_->read([&](std::int64_t now) {
    std::optional<IvDemonstration> demonstration;
    vault_->messages.find(secrets_->user_id, id, now, [&](const storage::MessageRow& row) {
      auto [key, aad] = secrets_->sealer.text_key_and_aad(row.head);
      demonstration = mayfly::demonstrate_iv(secure_copy(row.sealed), std::move(key), aad);
      demonstration->key.clear();
    });
    return demonstration;
  });
}

void add_user(VaultState& vault, const UserName& user, const KeyFile& key) {
  vault.write([&](std::int64_t now) {
    if (vault.users.find(user.str())) return false;  // another process was first
    const Bytes& vault_id = vault.db.vault_id();
    const keys::Kek kek = keys::kek_from_key_file(key.key(), vault_id);
    SecureBytes user_key(keys::kUserKeySize);
    vault.random.fill(user_key);
    const std::int64_t user_id = vault.users.insert(user.str(), now);
    const keys::SlotPlace place{vault_id,         user.str(), user_id, 1, keys::SlotKind::key_file,
                                from_unix_ms(now)};
    const SecureBytes sealed = keys::seal_user_key(user_key, kek, place, vault.random);
    vault.users.insert_slot(
        user_id, {place.slot, static_cast<std::int64_t>(place.kind), now,
                  Bytes(kek.id.begin(), kek.id.end()), Bytes(sealed.begin(), sealed.end())});
    return true;
  });
}

}  // namespace mayfly
