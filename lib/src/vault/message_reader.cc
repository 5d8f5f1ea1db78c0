#include "vault/message_reader.h"

#include "vault/message_entry.h"

namespace mayfly {
namespace {

using window_keys::Which;

Error missing(VaultState& vault, std::int64_t user_id, MessageId id) {
  vault.compare_ages();
  const std::string text = std::to_string(id);
  if (vault.messages.find(user_id, id, vault.now(), [](const storage::MessageRow&) {})) {
    return {ErrorKind::no_such_message, "message " + text + " has expired: its window key is gone",
            "it was read or removed, or the vault is a copy or damaged: see mayfly verify"};
  }
  return {
      ErrorKind::no_such_message, "no message " + text,
      "it never was, has expired, or was read or removed; mayfly list shows those that are left"};
}

}  // namespace

Error damaged(MessageId id) {
  return {ErrorKind::authentication_failed,
          "message " + std::to_string(id) + " failed authentication: it was altered or damaged",
          id > 0 ? "remove it with mayfly rm " + std::to_string(id)
                 : "its id was altered, too; restore the vault, or wait until it has expired"};
}

void require_known(const storage::MessageHead& head) {
  if (!storage::is_of_later_program(head)) return;
  throw Error(ErrorKind::not_a_vault,
              "message " + std::to_string(head.id) + " was stored by a newer mayfly",
              "update mayfly; this one leaves it as it is");
}

void require_known_key(VaultState& vault, const storage::MessageHead& head) {
  const Generation generation{head.generation};
  if (!vault.windows || !vault.windows->generations(Which::newer).contains(generation)) return;
  throw Error(ErrorKind::not_a_vault,
              "message " + std::to_string(head.id) + " has a window key of a newer mayfly",
              "update mayfly; this one leaves it as it is");
}

Message open_row(const VaultState& vault, RowSealer& sealer, const storage::MessageRow& row) try {
  const storage::MessageHead& head = row.head;
  require_known(head);
  Message message{head.id,
                  vault.shown(head, head.created_at),
                  vault.shown(head, head.expires_at),
                  (head.flags & kFlagBurn) != 0,
                  {},
                  {}};
  message.text = sealer.open_text(head, row.sealed);
  const bool named = (head.flags & kFlagNamed) != 0;
  if (named != row.name.has_value()) throw damaged(head.id);
  if (named) message.name = sealer.open_name(head, *row.name);
  return message;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw damaged(row.head.id);
}

bool find_window_key(VaultState& vault, RowSealer& sealer, const storage::MessageHead& head) {
  vault.forget_ended(sealer, vault.now());
  if (sealer.knows(head)) return true;
  auto key = vault.window_keys().find({from_unix_ms(head.window_end), Generation{head.generation}});
  if (key) sealer.learn(head, std::move(*key));
  if (!key) require_known_key(vault, head);
  return key.has_value();
}

std::optional<FoundMessage> find_live(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                      MessageId id) {
  std::optional<FoundMessage> found;
  try {
    vault.messages.find(user_id, id, vault.now(), [&](const storage::MessageRow& row) {
      require_known(row.head);
      if (find_window_key(vault, sealer, row.head))
        found = {row.head, open_row(vault, sealer, row)};
    });
  } catch (const Error& error) {
    const bool of_the_row = error.kind() == ErrorKind::authentication_failed && vault.windows;
    if (of_the_row) throw damaged(id);
    throw;
  }
  if (found && vault.due(found->head) <= vault.now()) return std::nullopt;
  return found;
}

std::vector<FoundMessage> find_each(VaultState& vault, RowSealer& sealer, std::int64_t user_id,
                                    std::span<const MessageId> ids) {
  std::vector<FoundMessage> found;
  for (const MessageId id : ids) {
    auto message = find_live(vault, sealer, user_id, id);
    if (!message) throw missing(vault, user_id, id);
    found.push_back(std::move(*message));
  }
  return found;
}

std::vector<FoundMessage> claim_each(VaultState& vault,
                                     const std::function<RowSealer&()>& current_sealer,
                                     std::int64_t user_id, std::span<const MessageId> ids) {
  std::vector<FoundMessage> found;
  bool claimed = false;
  try {
    vault.write([&](std::int64_t now) {
      RowSealer& sealer = current_sealer();
      sealer.forget_all();  // what another process has destroyed since must not open anything
      found = find_each(vault, sealer, user_id, ids);
      sealer.forget_all();
      std::set<Generation> burned;
      for (const FoundMessage& one : found) {
        if (one.message.burn) burned.insert(Generation{one.head.generation});
      }
      // The keys first: they are overwritten in place, where a full disk lets no row be deleted.
      const auto destroyed = vault.window_keys().destroy(burned).count;
      // A key whose window has ended meanwhile was destroyed by another process.
      if (destroyed != std::ssize(burned)) throw missing(vault, user_id, ids.front());
      claimed = true;
      for (const FoundMessage& one : found) {
        if (one.message.burn) vault.messages.remove(user_id, one.head.id, now);
      }
    });
  } catch (const Error& error) {
    // With the key destroyed nobody else gets the message, whatever became of its row.
    if (!claimed) throw;
    vault.purged.rows_left = error;
  }
  return found;
}

std::optional<SecureBytes> open_name(VaultState& vault, RowSealer& sealer,
                                     const storage::MessageSummary& row) try {
  if (!row.name || !find_window_key(vault, sealer, row.head)) return std::nullopt;
  return sealer.open_name(row.head, *row.name);
} catch (const Error&) {
  return std::nullopt;
}

std::vector<Entry> entries_of(VaultState& vault, std::int64_t user_id, std::int64_t now,
                              RowSealer* sealer) {
  vault.compare_ages();
  std::set<Generation> generations;
  if (vault.windows) generations = vault.windows->generations(Which::all);
  std::vector<Entry> entries;
  for (const auto& row : vault.messages.list(user_id, now)) {
    entries.push_back(entry_of(vault, row));
    entries.back().expired =
        vault.windows && !generations.contains(Generation{row.head.generation});
    if (sealer != nullptr) entries.back().name = open_name(vault, *sealer, row);
  }
  return entries;
}

}  // namespace mayfly
