#pragma once

// The face behind which a vault's rows are kept. An engine is a folder beside this file: sqlite/,
// and memory/ for tests. What each must keep to is in tests/unit/storage/store_contract_test.cc.
//
// - Every value that comes back was perhaps written by an attacker. An engine checks the types, the
//   order and the size of what it reads, and throws Error{authentication_failed}.
// - No plaintext, user key or row key crosses this face.
// - Ids never come twice, unless an older copy was put back: then the key store knows better.
// - Where `now` is asked for, a message is expired if `expires_at <= now`, or before that if it has
//   aged (Store::set_ages()). What a later program made does not expire here.

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/rows.h"

namespace mayfly::storage {

/// The rows at one moment, for as long as it lives. One at a time in a process.
class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  virtual ~Reader() = default;

  virtual std::optional<UserId> find_user(std::string_view name) = 0;
  virtual bool any_user() = 0;

  /// The first of them by name, at most so many.
  virtual std::vector<std::string> user_names(std::size_t most) = 0;

  /// In the order of their ids.
  virtual void each_user(const std::function<void(UserId, const std::string& name)>& visit) = 0;

  /// The user's key slots in the order of their numbers.
  virtual std::vector<KeySlotRow> slots(UserId user) = 0;

  /// Takes no lock that keeps others from writing.
  virtual bool any_expired(Instant now) = 0;
  virtual Expired expired(Instant now) = 0;

  /// Calls `visit` with the user's live message; the row's views hold during the call. False if
  /// there is none.
  virtual bool find(UserId user, MessageId id, Instant now,
                    const std::function<void(const MessageRow&)>& visit) = 0;

  /// What stands beside a live message; nothing if there is no such message.
  virtual std::optional<MessageHead> head_of(UserId user, MessageId id, Instant now) = 0;

  /// The user's live messages by their ids: those of the page.
  virtual std::vector<MessageSummary> list(UserId user, Instant now, Which which,
                                           const Page& page) = 0;
  /// All of them, oldest first.
  std::vector<MessageSummary> list(UserId user, Instant now, Which which) {
    return list(user, now, which, {});
  }

  /// The youngest live message of the user that has none of `without_flags`.
  virtual std::optional<MessageId> latest(UserId user, Instant now, std::int64_t without_flags) = 0;

  /// The ids of live messages of every user, at most so many, soonest to expire first.
  virtual std::vector<MessageId> first_to_expire(Instant now, std::size_t most) = 0;

  /// Calls `visit` with each of the user's rows, expired ones as well, with its values as they
  /// stand.
  virtual void each_of(UserId user, const std::function<void(const MessageHead&)>& visit) = 0;

  /// Calls `visit(id, row)` with each row in the order of ids, of whatever user and time; `row` is
  /// nullptr if a value is of the wrong type. The row's views hold during the call.
  virtual void each_message(
      const std::function<void(MessageId id, const MessageRow* row)>& visit) = 0;

  /// The window keys of all rows; of expired messages with one of `flags` only.
  virtual std::set<Generation> generations() = 0;
  virtual std::set<Generation> generations_of_expired(Instant now, std::int64_t flags) = 0;

  /// The messages, of whatever user, that were sealed with that window key.
  virtual std::set<MessageId> ids_of(Generation generation) = 0;
  virtual bool any_of_generation(Generation generation) = 0;

  /// Only in a write transaction can nobody else take the next id. Numbers that no vault reaches
  /// were altered, and do not count (doc/format.md, "messages").
  virtual Counters counters() = 0;

  /// Calls `visit(user, id, row)` with each receipt of that user, or of everybody; `row` is nullptr
  /// if a value is of the wrong type or size. The row's view holds during the call. There may be
  /// several of one message: whoever wrote them, it was not mayfly. Looks at all attributes.
  using VisitReceipt = std::function<void(UserId user, MessageId id, const ReceiptRow* row)>;
  virtual void each_receipt(std::optional<UserId> user, const VisitReceipt& visit) = 0;
  virtual bool any_receipt_over(Instant now) = 0;

  /// What is wrong with the engine's own structures, and with users and key slots, as far as can
  /// be told without a key. Empty if nothing is. Reads all of it.
  virtual std::vector<std::string> problems() = 0;
};

/// A write transaction: no other writer is in until it ends, so a window key that was chosen for a
/// row is not removed before the row stands. What is not committed is undone.
class Writer : public Reader {
 public:
  virtual UserId insert_user(std::string_view name, Instant created_at) = 0;
  virtual void insert_slot(UserId user, const KeySlotRow& slot) = 0;

  /// Another sealed key in a slot that stays what it is.
  virtual void update_slot(UserId user, SlotNumber slot, ByteView sealed_key) = 0;

  /// Nothing happens if there is no such slot.
  virtual void delete_slot(UserId user, SlotNumber slot) = 0;

  virtual void insert(const MessageRow& row) = 0;

  /// Gives a row another name and text, under another key, and its flags: no more than that
  /// changes.
  virtual void reseal(const MessageRow& row) = 0;

  /// Puts the row in the place of the one with its id, of the same user. Nothing happens if there
  /// is none.
  virtual void replace(const MessageRow& row) = 0;

  /// Deletes a message, alive or not; nothing happens if there is none.
  virtual void remove(UserId user, MessageId id) = 0;

  /// Deletes all messages of the user, except those of a later program.
  virtual void remove_all(UserId user) = 0;

  /// Deletes the expired messages of every user.
  virtual Expired remove_expired(Instant now) = 0;

  /// Deletes the messages that were sealed with that window key; returns how many.
  virtual std::int64_t remove_of(Generation generation) = 0;

  /// Of a message that has none: no id is given twice, so that nobody need look.
  virtual void insert_receipt(const ReceiptRow& row) = 0;

  /// Each in the place of the one that there is of its message; nothing happens without one.
  virtual void update_receipts(std::span<const ReceiptRow> rows) = 0;

  /// All receipts of the user, or those of everybody whose time is over; returns how many.
  virtual std::int64_t remove_receipts(UserId user) = 0;
  virtual std::int64_t remove_receipts_over(Instant now) = 0;

  /// What was done so far stands if the rest is undone.
  virtual void keep() = 0;

  /// Undoes what was done since keep(). False if that cannot be: nothing was kept, or the engine
  /// has undone all of it.
  virtual bool undo_to_keep() noexcept = 0;

  /// After an error undoes all, also what was kept; after commit() there is nothing to undo. Begins
  /// anew, and no other writer gets in between.
  virtual void begin_again() = 0;

  /// All of it is on the disk when this returns. Throws Error{not_written}.
  virtual void commit() = 0;
};

/// Keeps all writers out for as long as it lives.
using Held = std::shared_ptr<void>;

/// An open vault.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// kVaultIdSize random bytes that tell this vault from every other.
  virtual const Bytes& vault_id() const noexcept = 0;

  /// What has aged, from now on.
  virtual void set_ages(std::vector<Age> ages) = 0;

  virtual std::unique_ptr<Reader> read() = 0;

  /// Waits for other writers, first come, first served. Throws Error{busy}.
  virtual std::unique_ptr<Writer> write() = 0;

  /// The same without a transaction. Throws Error{busy}.
  virtual Held lock_out_writers() = 0;

  /// An access, of one transaction or several, is over: its place among those who wait is given up,
  /// unless the store was opened to write soon.
  virtual void end_access() noexcept = 0;

  /// Gives it up even then: nobody should wait for us while we wait for somebody.
  virtual void stand_back() noexcept = 0;
};

}  // namespace mayfly::storage
