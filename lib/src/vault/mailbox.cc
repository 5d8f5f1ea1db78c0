#include "vault/mailbox.h"

#include "values/plausible.h"

namespace mayfly {
namespace {

using storage::kFlagBurn;
using storage::kFlagNamed;
using storage::kFlagReads;

/// What will be left, for who is shown the messages before they are claimed.
void foretell_reads_left(Session& session, std::vector<FoundMessage>& found) {
  const auto is_counted = [](const FoundMessage& one) {
    return (one.head.flags & kFlagReads) != 0;
  };
  if (std::ranges::none_of(found, is_counted)) return;
  const auto uses = session.keys.require().uses();
  for (FoundMessage& one : found) {
    if (!is_counted(one)) continue;
    const auto its = uses.find(one.head.generation);
    one.message.reads_left = its == uses.end() ? 0 : its->second - 1;
  }
}

}  // namespace

bool is_plausible(const storage::MessageHead& head) {
  return is_plausible_in_row(head.created_at) && is_plausible_in_row(head.expires_at) &&
         head.created_at < head.expires_at && head.expires_at <= head.created_at + kMaxTtl;
}

std::vector<MessageId> without_repetition(std::span<const MessageId> ids) {
  std::vector<MessageId> once;
  for (const MessageId id : ids)
    if (std::ranges::count(once, id) == 0) once.push_back(id);
  return once;
}

namespace {

std::vector<storage::MessageHead> heads_of(std::span<const FoundMessage> found) {
  std::vector<storage::MessageHead> heads;
  for (const FoundMessage& one : found) heads.push_back(one.head);
  return heads;
}

}  // namespace

Error damaged(MessageId id) {
  const std::string text = std::to_string(id);
  const std::string what = "message " + text + " failed authentication: it was altered or damaged";
  if (id > 0) return {ErrorKind::authentication_failed, Reason::damaged_message, what, text};
  return {ErrorKind::authentication_failed, what,
          "its id was altered, too; restore the vault, or wait until it has expired"};
}

void require_known(const storage::MessageHead& head) {
  if (!storage::is_of_later_program(head)) return;
  throw Error(ErrorKind::not_a_vault,
              "message " + std::to_string(head.id) + " was stored by a newer mayfly",
              "update mayfly; this one leaves it as it is");
}

void Mailbox::require_known_key(const storage::MessageHead& head) const {
  using window_keys::Which;
  if (!session_.keys || !session_.keys->generations(Which::newer).contains(head.generation)) return;
  throw Error(ErrorKind::not_a_vault,
              "message " + std::to_string(head.id) + " has a window key of a newer mayfly",
              "update mayfly; this one leaves it as it is");
}

Error Mailbox::missing(storage::Reader& rows, MessageId id) {
  session_.keys.compare_ages(rows);
  const std::string text = std::to_string(id);
  if (rows.find(user_, id, session_.keys.now(), [](const storage::MessageRow&) {})) {
    return {ErrorKind::no_such_message, Reason::message_without_key,
            "message " + text + " has expired: its window key is gone"};
  }
  return {ErrorKind::no_such_message, Reason::no_message, "no message " + text};
}

Message Mailbox::open(const storage::MessageRow& row) try {
  const storage::MessageHead& head = row.head;
  require_known(head);
  Message message{head.id,
                  session_.keys.shown(head, head.created_at),
                  session_.keys.shown(head, head.expires_at),
                  (head.flags & kFlagBurn) != 0,
                  (head.flags & storage::kFlagRunOnly) != 0,
                  {},
                  {}};
  message.text = sealer_.open_text(head, row.sealed);
  const bool named = (head.flags & kFlagNamed) != 0;
  if (named != row.name.has_value()) throw damaged(head.id);
  if (named) message.name = sealer_.open_name(head, *row.name);
  return message;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::authentication_failed) throw;
  throw damaged(row.head.id);
}

/// Wipes the keys of windows that have ended from the sealer.
void Mailbox::forget_ended(Instant now) {
  const bool aged = session_.keys && session_.keys->time().has_aged();
  // If time off has come to light, the ends of their windows do not tell which of them are due.
  aged ? sealer_.forget_all() : sealer_.forget_ended(now);
}

bool Mailbox::find_window_key(const storage::MessageHead& head) {
  forget_ended(session_.keys.now());
  if (sealer_.knows(head)) return true;
  auto key = session_.keys.require().find({head.window_end, head.generation});
  if (key) sealer_.learn(head, std::move(*key));
  if (!key) require_known_key(head);
  return key.has_value();
}

std::optional<FoundMessage> Mailbox::find(storage::Reader& rows, MessageId id, bool* is_noted) {
  std::optional<FoundMessage> found;
  try {
    rows.find(user_, id, session_.keys.now(), [&](const storage::MessageRow& row) {
      require_known(row.head);
      if (is_noted != nullptr && (row.head.flags & storage::kNotedFlags) != 0) {
        *is_noted = find_window_key(row.head);
        return;
      }
      if (find_window_key(row.head)) found = {row.head, open(row)};
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::authentication_failed || !session_.keys) throw;
    throw damaged(id);
  }
  if (found && session_.keys.due(found->head) <= session_.keys.now()) return std::nullopt;
  return found;
}

std::optional<std::vector<FoundMessage>> Mailbox::find_lasting(storage::Reader& rows,
                                                               std::span<const MessageId> ids) {
  std::vector<FoundMessage> found;
  for (const MessageId id : ids) {
    bool is_noted = false;
    auto message = find(rows, id, &is_noted);
    if (is_noted) return std::nullopt;
    if (!message) throw missing(rows, id);
    found.push_back(std::move(*message));
  }
  return found;
}

std::vector<FoundMessage> Mailbox::claim(Writing& writing, std::span<const MessageId> ids,
                                         const LookAtFound& look, KeptReceipts& begun) {
  sealer_.forget_all();  // what another process has destroyed since must not open anything
  std::vector<FoundMessage> found;
  window_keys::KeyStore::Taken taken;
  for (const MessageId id : ids) {
    auto message = find(writing.rows(), id);
    if (!message) throw missing(writing.rows(), id);
    const storage::MessageHead& head = message->head;
    if ((head.flags & kFlagBurn) != 0) {
      taken.all.insert(head.generation);
    } else if ((head.flags & kFlagReads) != 0) {
      taken.one_use.insert(head.generation);
    }
    found.push_back(std::move(*message));
  }
  sealer_.forget_all();
  foretell_reads_left(session_, found);
  look(found);
  begun = receipts().begin_readings(writing, heads_of(found));
  // The keys first: they are overwritten in place, and a full disk may let no row be removed.
  const auto left = session_.keys.require().use(taken);
  // A key whose window has ended meanwhile was destroyed by another process.
  if (left.size() != taken.all.size() + taken.one_use.size())
    throw missing(writing.rows(), ids.front());
  for (FoundMessage& one : found) {
    if ((one.head.flags & kFlagReads) != 0) one.message.reads_left = left.at(one.head.generation);
  }
  return found;
}

}  // namespace mayfly
