#include "vault/unlocked_user.h"

#include <algorithm>
#include <limits>
#include <span>
#include <variant>

#include "vault/message_entry.h"
#include "vault/message_reader.h"
#include "vault/message_removal.h"
#include "vault/message_writer.h"

namespace mayfly {
namespace {

// What get_all() reads under one lock.
constexpr std::size_t kPageMessages = 256;
constexpr std::size_t kPageBytes = std::size_t{16} << 20;

constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();

std::size_t page_size(std::span<const storage::MessageSummary> rows) {
  std::size_t count = 0;
  for (std::size_t bytes = 0; count < rows.size() && count < kPageMessages && bytes < kPageBytes;) {
    bytes += rows[count++].sealed_size;
  }
  return count;
}

std::vector<std::variant<Message, Error>> read_page(VaultState& vault,
                                                    UnlockedUser::Secrets& secrets,
                                                    std::span<const storage::MessageSummary> rows) {
  std::vector<std::variant<Message, Error>> page;
  const auto access = vault.queue.access();
  const storage::ReadTransaction snapshot(vault.db);
  RowSealer& sealer = secrets.current_sealer(vault);
  for (const storage::MessageSummary& row : rows) {
    try {
      auto found = find_live(vault, sealer, secrets.user_id, row.head.id);
      if (found && !found->message.burn) page.emplace_back(std::move(found->message));
    } catch (const Error& error) {
      // One that was altered, or is a later program's, keeps nobody from the others.
      if (error.kind() != ErrorKind::authentication_failed &&
          error.kind() != ErrorKind::not_a_vault)
        throw;
      page.emplace_back(error);
    }
  }
  return page;
}

/// One reading is one, however often it is asked for.
std::vector<MessageId> without_repetition(std::span<const MessageId> ids) {
  std::vector<MessageId> once;
  for (const MessageId id : ids) {
    if (std::ranges::count(once, id) == 0) once.push_back(id);
  }
  return once;
}

/// Whether nobody can read what was sealed with these window keys any more.
bool are_gone(VaultState& vault, const std::set<std::int64_t>& generations) {
  if (!vault.windows || generations.empty()) return false;
  const auto there = vault.windows->generations(window_keys::Which::all);
  return std::ranges::none_of(as_generations(generations),
                              [&](Generation one) { return there.contains(one); });
}

/// Removes the rows that `look(now)` finds, by `erase(doomed, now)`. If a window key of their own
/// ends each of them, the keys go first: they are overwritten in place, where a full disk lets no
/// row be deleted, and the rows follow, or go when there is room. Else the rows go first, so that a
/// failure leaves everything as it was.
template <class Look, class Erase>
void remove_rows(VaultState& vault, Look&& look, Erase&& erase) {
  bool gone = false;
  bool some_gone = false;
  try {
    vault.write([&](std::int64_t now) {
      const Doomed doomed = look(now);
      const auto alone = keys_of_these_alone(vault, doomed);
      const bool keys_first = alone == doomed.generations;
      if (keys_first) gone = are_gone(vault, alone) || vault.destroy_keys(alone);
      erase(doomed, now);
      if (!keys_first) some_gone = vault.destroy_keys(alone);
    });
  } catch (const Error& error) {
    if (some_gone) {
      throw Error(error.kind(), error.what(),
                  "those that share no window key with others are gone all the same");
    }
    if (!gone) throw;
    vault.purged.rows_left = error;
  }
}

}  // namespace

UnlockedUser::UnlockedUser(std::shared_ptr<VaultState> vault, std::unique_ptr<Secrets> secrets)
    : vault_(std::move(vault)), secrets_(std::move(secrets)) {}
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
  vault_->window_keys().require_writable();  // or no key could ever be destroyed
  return vault_->write([&](std::int64_t now) {
    return store_drafts(*vault_, secrets_->current_sealer(*vault_), secrets_->user_id, now, drafts);
  });
}

std::optional<Message> UnlockedUser::get(MessageId id) try {
  return std::move(get(std::span<const MessageId>(&id, 1)).front());
} catch (const Error& error) {
  if (error.kind() != ErrorKind::no_such_message) throw;
  return std::nullopt;
}

std::vector<Message> UnlockedUser::get(std::span<const MessageId> ids) {
  const auto is_burn = [](const FoundMessage& found) { return found.message.burn; };
  VaultState& vault = *vault_;
  Secrets& secrets = *secrets_;
  auto found = vault.read([&](std::int64_t) {
    return find_each(vault, secrets.current_sealer(vault), secrets.user_id, ids);
  });
  if (std::ranges::any_of(found, is_burn)) {
    found.clear();
    found = claim_each(
        vault, [&]() -> RowSealer& { return secrets.current_sealer(vault); }, secrets.user_id,
        without_repetition(ids));
  }
  std::vector<Message> messages;
  messages.reserve(found.size());
  for (FoundMessage& one : found) messages.push_back(std::move(one.message));
  return messages;
}

void UnlockedUser::get_all(const std::function<void(Message)>& on_message,
                           const std::function<void(const Error&)>& on_damaged) {
  const auto rows = vault_->read([&](std::int64_t now) {
    vault_->compare_ages();
    return vault_->messages.list(secrets_->user_id, now);
  });
  if (!rows.empty()) vault_->window_keys();  // or the error that says why there are none
  for (std::span<const storage::MessageSummary> left = rows; !left.empty();) {
    // A page is read under one lock, and given out under none.
    const auto page = left.first(page_size(left));
    left = left.subspan(page.size());
    for (auto& result : read_page(*vault_, *secrets_, page)) {
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
      [&](std::int64_t now) { return vault_->messages.latest(secrets_->user_id, now, kFlagBurn); });
}

std::vector<MessageId> UnlockedUser::find(ByteView name) {
  return vault_->read([&](std::int64_t now) {
    RowSealer& sealer = secrets_->current_sealer(*vault_);
    std::vector<MessageId> ids;
    for (const auto& row : vault_->messages.list_named(secrets_->user_id, now)) {
      const auto found = open_name(*vault_, sealer, row);
      if (found && std::ranges::equal(*found, name)) ids.push_back(row.head.id);
    }
    return ids;
  });
}

std::vector<Entry> UnlockedUser::list() {
  return vault_->read([&](std::int64_t now) {
    return entries_of(*vault_, secrets_->user_id, now, &secrets_->current_sealer(*vault_));
  });
}

void UnlockedUser::remove(std::span<const MessageId> ids) {
  storage::MessageRows& rows = vault_->messages;
  const std::int64_t user_id = secrets_->user_id;
  const auto look = [&](std::int64_t now) {
    secrets_->follow(*vault_);
    secrets_->sealer.forget_all();  // or it would go on to open what is removed
    Doomed doomed;
    for (const MessageId id : ids) {
      const auto head = rows.head_of(user_id, id, now);
      if (!head || !doomed.ids.insert(id).second) {
        throw Error(ErrorKind::no_such_message, "no message " + std::to_string(id),
                    "nothing was removed; mayfly list shows the messages that are left");
      }
      require_known(*head);
      require_known_key(*vault_, *head);
      doomed.generations.insert(head->generation);
    }
    return doomed;
  };
  remove_rows(*vault_, look, [&](const Doomed& doomed, std::int64_t now) {
    for (const MessageId id : doomed.ids) rows.remove(user_id, id, now);
  });
}

Removal UnlockedUser::remove_all() {
  storage::MessageRows& rows = vault_->messages;
  const std::int64_t user_id = secrets_->user_id;
  Removal removal;
  const auto look = [&](std::int64_t now) {
    secrets_->follow(*vault_);
    secrets_->sealer.forget_all();
    Doomed doomed;
    removal = {};
    const auto newer = vault_->windows ? vault_->windows->generations(window_keys::Which::newer)
                                       : std::set<Generation>();
    rows.each_of(user_id, [&](const storage::MessageHead& head) {
      if (storage::is_of_later_program(head) || newer.contains(Generation{head.generation}))
        return removal.left.push_back(head.id);
      doomed.ids.insert(head.id);
      doomed.generations.insert(head.generation);
      if (vault_->due(head) > now) ++removal.removed;
    });
    return doomed;
  };
  remove_rows(*vault_, look, [&](const Doomed& doomed, std::int64_t now) {
    if (removal.left.empty()) return void(rows.remove_all(user_id, now));
    for (const MessageId id : doomed.ids) rows.remove(user_id, id, kBeforeAll);
  });
  return removal;
}

std::optional<IvDemonstration> UnlockedUser::demonstrate_iv(MessageId id) {
  return vault_->read([&](std::int64_t now) {
    std::optional<IvDemonstration> demonstration;
    const auto found = find_live(*vault_, secrets_->current_sealer(*vault_), secrets_->user_id, id);
    if (!found) return demonstration;  // else alive, and authentic
    if (found->message.burn) {
      throw Error(ErrorKind::usage, "message " + std::to_string(id) + " can be read once only",
                  "read it with mayfly get " + std::to_string(id));
    }
    vault_->messages.find(secrets_->user_id, id, now, [&](const storage::MessageRow& row) {
      auto [key, aad] = secrets_->sealer.text_key_and_aad(row.head);
      demonstration = mayfly::demonstrate_iv(secure_copy(row.sealed), std::move(key), aad);
      demonstration->key.clear();
    });
    return demonstration;
  });
}

}  // namespace mayfly
