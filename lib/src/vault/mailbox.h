#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "mayfly/user.h"
#include "vault/receipts.h"
#include "vault/removal.h"
#include "vault/row_sealer.h"
#include "vault/session.h"

namespace mayfly {

class WindowKeyChoice;

/// The error that says that this message was altered.
Error damaged(MessageId id);

/// Throws Error{not_a_vault} for a row that a later program made.
void require_known(const storage::MessageHead& head);

/// A message that was opened, and the row it came from.
struct FoundMessage {
  storage::MessageHead head;
  Message message;

  /// Whether this was its last reading.
  bool is_used_up() const { return message.is_used_up(); }
};

/// What is done with messages before they are claimed. It may take the messages, but not their
/// heads. If it throws, nothing is claimed.
using LookAtFound = std::function<void(std::vector<FoundMessage>&)>;

/// Which window keys are there, as pages of a list ask for them: each look reads all of them, so
/// one that was seen is not looked for again.
class LivingKeys {
 public:
  bool contains(const KeyAccess& keys, Generation generation);

  /// How often it can still be used, if that is counted: as of when it was first asked.
  std::optional<window_keys::Uses> uses_left(const KeyAccess& keys, Generation generation);

  /// To be called between pages: those that are missing are looked for again.
  void next_page() noexcept { looked_ = false; }

 private:
  std::set<Generation> seen_;
  bool looked_ = false;
  std::optional<std::map<Generation, window_keys::Uses>> uses_;
};

/// One user's messages, in one look or one write: whoever has it has followed the user's key (see
/// UnlockedUser::Secrets::follow()) in it.
class Mailbox {
 public:
  /// All must outlive it. The sealer is of this user.
  Mailbox(Session& session, RowSealer& sealer, UserId user)
      : session_(session), sealer_(sealer), user_(user) {}

  /// The user's message, opened, if it is alive and its window key is there. The time is looked at
  /// once more when its tag has been verified: a row that was forged, or a wait for a lock, cannot
  /// make it live longer. If each reading of it is noted, since it is counted or told by a receipt,
  /// it is not opened if `is_noted` is asked.
  /// Throws damaged(), and as require_known().
  std::optional<FoundMessage> find(storage::Reader& rows, MessageId id, bool* is_noted = nullptr);

  /// find() for each of `ids`. Throws Error{no_such_message} if one is not there. Nothing if
  /// each reading of one is noted: claim() opens it.
  std::optional<std::vector<FoundMessage>> find_lasting(storage::Reader& rows,
                                                        std::span<const MessageId> ids);

  /// All of `ids`, which `look` is shown first. When it returns, the keys of those to burn are
  /// destroyed, and one use is taken from the keys of those whose reads are counted: of all who
  /// ask, no more get a message than may read it. Throws Error{no_such_message} if one is not
  /// there, Error{not_written} if that is not confirmed, and what `look` throws; nothing is burned
  /// or counted then. The receipts that they owe are committed before, as by
  /// Receipts::begin_readings(); what that returns is in `begun`.
  std::vector<FoundMessage> claim(Writing& writing, std::span<const MessageId> ids,
                                  const LookAtFound& look, KeptReceipts& begun);

  /// Whether the row's window key is there; the sealer knows it then.
  bool find_window_key(const storage::MessageHead& head);

  /// Throws Error{not_a_vault} if a later program made the row's window key.
  void require_known_key(const storage::MessageHead& head) const;

  /// A row whose window key the sealer knows. Throws damaged(), and as require_known().
  Message open(const storage::MessageRow& row);

  /// The live messages with a name that `fits`, in the order of their ids. Names that are not
  /// authentic fit nothing. Throws why there are no window keys, if there are names to open.
  std::vector<storage::MessageHead> find_named(storage::Reader& rows, Instant now,
                                               const std::function<bool(ByteView name)>& fits);
  /// Those of that name, faster.
  std::vector<storage::MessageHead> find_named(storage::Reader& rows, Instant now, ByteView name);
  /// The youngest of them.
  std::optional<MessageId> find_youngest(storage::Reader& rows, Instant now, ByteView name);

  /// Adds a live message to those that are to go; false if there is none, or it is there already.
  /// Throws Error{not_a_vault} for one that a later program made, or whose window key it made.
  bool doom(Writing& writing, MessageId id, Doomed& doomed) const;

  /// Messages as they stand in a list, with their names.
  std::vector<Entry> entries(storage::Reader& rows, std::span<const storage::MessageSummary> list,
                             LivingKeys& living);

  /// Seals and inserts the drafts, with window keys that are on the disk by then, and removes what
  /// they replace. The drafts are used up.
  std::vector<Receipt> store(Writing& writing, std::span<Draft> drafts);

  /// The same for what `next` gives, one at a time, until it gives nothing. Throws as
  /// require_storable() does.
  StoredMessages store_each(Writing& writing, const UnlockedUser::NextDraft& next);

  /// Gives each of `ids`, none of them twice, another end. The window keys that they had are
  /// destroyed after the commit, if no message needs them. Throws Error{no_such_message} if one is
  /// not there.
  std::vector<Receipt> extend(Writing& writing, std::span<const MessageId> ids,
                              const Lifetime& lifetime);

  Receipts receipts() { return {session_, sealer_, user_}; }

  /// Every live message, sealed by `to` in place of this one's sealer; returns how many. Those
  /// whose window key is gone cannot be read by either.
  std::int64_t reseal(Writing& writing, RowSealer& to);

 private:
  void forget_ended(Instant now);
  void learn_window_keys(std::span<const storage::MessageSummary> rows);
  bool each_named_page(storage::Reader& rows, Instant now, storage::Page page,
                       const std::function<bool(const storage::MessageSummary&)>& visit);
  std::optional<SecureBytes> open_name(const storage::MessageSummary& row);
  std::int64_t doom_replaced(Writing& writing, const Draft& draft, Doomed& doomed);
  void remove_replaced(Writing& writing, const Doomed& replaced);
  Error missing(storage::Reader& rows, MessageId id);
  storage::Counters counters_of(Writing& writing);
  Receipt extend_one(Writing& writing, const FoundMessage& found, const Lifetime& lifetime,
                     WindowKeyChoice& keys);
  void reseal_one(Writing& writing, const FoundMessage& found, RowSealer& to);

  Session& session_;
  RowSealer& sealer_;
  UserId user_;
};

/// Messages as they stand in a list, without their names: no key is needed.
std::vector<Entry> entries_of(Session& session, storage::Reader& rows,
                              std::span<const storage::MessageSummary> list, LivingKeys& living);

/// Each of `ids` once, in their order.
std::vector<MessageId> without_repetition(std::span<const MessageId> ids);

/// Throws Error{usage} for a ttl that is out of range.
void require_lifetime(const Lifetime& lifetime);

/// Whether mayfly can have stored such times.
bool is_plausible(const storage::MessageHead& head);

}  // namespace mayfly
