#pragma once

#include <functional>
#include <span>
#include <vector>

#include "vault/row_sealer.h"
#include "vault/session.h"

namespace mayfly {

/// The error that says that this message was altered.
Error damaged(MessageId id);

/// Throws Error{not_a_vault} for a row that a later program made.
void require_known(const storage::MessageHead& head);

/// A message that was opened, and the row it came from.
struct FoundMessage {
  storage::MessageHead head;
  Message message;

  /// Whether this was its last reading.
  bool is_used_up() const { return message.burn || message.reads_left == 0U; }
};

/// Sees messages before any of them is claimed.
using AcceptFound = std::function<void(const std::vector<FoundMessage>&)>;

/// One user's messages, in one look or one write: whoever has it has followed the user's key (see
/// UnlockedUser::Secrets::follow()) in it.
class Mailbox {
 public:
  /// All must outlive it. The sealer is of this user.
  Mailbox(Session& session, RowSealer& sealer, UserId user)
      : session_(session), sealer_(sealer), user_(user) {}

  /// The user's message, opened, if it is alive and its window key is there. The time is looked at
  /// once more when its tag has been verified: a row that was forged, or a wait for a lock, cannot
  /// make it live longer. If its reads are counted, it is not opened if `is_counted` is asked.
  /// Throws damaged(), and as require_known().
  std::optional<FoundMessage> find(storage::Reader& rows, MessageId id, bool* is_counted = nullptr);

  /// find() for each of `ids`. Throws Error{no_such_message} if one is not there. Nothing if the
  /// reads of one are counted: claim() opens it.
  std::optional<std::vector<FoundMessage>> find_lasting(storage::Reader& rows,
                                                        std::span<const MessageId> ids);

  /// All of `ids`. When it returns, the keys of those to burn are destroyed, and one use is taken
  /// from the keys of those whose reads are counted: of all who ask, no more get a message than may
  /// read it. Throws Error{no_such_message} if one is not there, and Error{not_written} if that is
  /// not confirmed; nothing is burned or counted then, nor if `accept`, if there is one, throws.
  std::vector<FoundMessage> claim(Writing& writing, std::span<const MessageId> ids,
                                  const AcceptFound& accept);

  /// Whether the row's window key is there; the sealer knows it then.
  bool find_window_key(const storage::MessageHead& head);

  /// Throws Error{not_a_vault} if a later program made the row's window key.
  void require_known_key(const storage::MessageHead& head) const;

  /// A row whose window key the sealer knows. Throws damaged(), and as require_known().
  Message open(const storage::MessageRow& row);

  /// The names of live messages: of each row, nothing if it has none that is authentic.
  std::vector<std::optional<SecureBytes>> open_names(std::span<const storage::MessageSummary> rows);

  /// The live messages, as they stand in a list, with their names.
  std::vector<Entry> entries(storage::Reader& rows, Instant now);

  /// Seals and inserts the drafts, with window keys that are on the disk by then. The drafts are
  /// used up.
  std::vector<Receipt> store(Writing& writing, std::span<Draft> drafts);

  /// Every live message, sealed by `to` in place of this one's sealer; returns how many. Those
  /// whose window key is gone cannot be read by either.
  std::int64_t reseal(Writing& writing, RowSealer& to);

 private:
  void forget_ended(Instant now);
  void learn_window_keys(std::span<const storage::MessageSummary> rows);
  std::optional<SecureBytes> open_name(const storage::MessageSummary& row);
  Error missing(storage::Reader& rows, MessageId id);
  void insert_sealed(Writing& writing, const storage::MessageHead& head, Draft draft);
  void reseal_one(Writing& writing, const FoundMessage& found, RowSealer& to);

  Session& session_;
  RowSealer& sealer_;
  UserId user_;
};

/// A user's live messages as they stand in a list, without their names: no key is needed.
std::vector<Entry> entries_of(Session& session, storage::Reader& rows, UserId user, Instant now);

/// Whether mayfly can have stored such times.
bool is_plausible(const storage::MessageHead& head);

}  // namespace mayfly
