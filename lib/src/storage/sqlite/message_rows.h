#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "mayfly/bytes.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/query.h"

namespace mayfly::storage {

/// What stands beside a message in clear, all of it bound to the message as associated data. Times
/// are Unix milliseconds.
struct MessageHead {
  std::int64_t id;
  std::int64_t user_id;
  std::int64_t created_at;
  std::int64_t expires_at;
  std::int64_t window_end;
  std::int64_t generation;  ///< of its window key
  std::int64_t flags;
};

/// A row. The views hold as long as whoever handed out the row says.
struct MessageRow {
  MessageHead head;
  std::optional<ByteView> name;  ///< sealed
  ByteView sealed;
};

struct MessageSummary {
  MessageHead head;
  std::optional<Bytes> name;  ///< sealed
  std::size_t sealed_size;
};

/// Messages whose window keys are no younger than `last_generation` expire `by` ms before their
/// `expires_at`. The oldest stand in front, and have aged most.
struct Age {
  std::int64_t last_generation;
  std::int64_t by;
};

/// The bits of a row's flags (doc/format.md, "messages").
inline constexpr std::int64_t kFlagNamed = 1;
inline constexpr std::int64_t kFlagBurn = 2;
inline constexpr std::int64_t kFlagFormat1 = 1 << 16;  ///< sealed in format 1: its AAD is another
inline constexpr std::int64_t kKnownFlags = kFlagNamed | kFlagBurn | kFlagFormat1;

/// Whether a later program has made the row: nobody who does not know why may open, or delete, it.
inline bool is_of_later_program(const MessageHead& head) {
  return (head.flags & ~kKnownFlags) != 0;
}

/// The messages of a vault. `now` decides what is expired: `expires_at <= now`, or before, for what
/// has aged. Nothing of a later program expires here. Every query but `next_id` runs on an index.
class MessageRows {
 public:
  explicit MessageRows(Database& db);

  /// What has aged, from now on.
  void set_ages(std::vector<Age> ages) { ages_ = std::move(ages); }

  /// One look-up in the index by expiry; takes no write lock.
  bool any_expired(std::int64_t now);

  /// How many are expired, and since when the first one is.
  struct Expired {
    std::int64_t count = 0;
    std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
  };
  Expired expired(std::int64_t now);

  /// Deletes the expired rows of every user. In the caller's write transaction.
  Expired delete_expired(std::int64_t now);

  /// The id that the next message gets, by SQLite's counter and the rows. Only in a write
  /// transaction can nobody else take it. A counter of 2^50 and above, and a row of 2^40 and above,
  /// were altered, and do not count.
  std::int64_t next_id();

  void insert(const MessageRow& row);

  /// Gives a row another name and text, under another key, and its flags: no more than that
  /// changes.
  void reseal(const MessageRow& row);

  /// Calls `visit` with the user's live message `id`; the row's views hold during the call. False
  /// where there is none.
  bool find(std::int64_t user_id, std::int64_t id, std::int64_t now,
            const std::function<void(const MessageRow&)>& visit);

  /// The user's live messages, oldest first.
  std::vector<MessageSummary> list(std::int64_t user_id, std::int64_t now);

  /// The same, those with a name only.
  std::vector<MessageSummary> list_named(std::int64_t user_id, std::int64_t now);

  /// The youngest live message of the user that has none of `without_flags`.
  std::optional<std::int64_t> latest(std::int64_t user_id, std::int64_t now,
                                     std::int64_t without_flags);

  /// The ids of live messages of every user, those that expire first in front, and at most `count`.
  std::vector<std::int64_t> first_to_expire(std::int64_t now, std::int64_t count);

  /// What stands beside a live message; nothing if there is no such message.
  std::optional<MessageHead> head_of(std::int64_t user_id, std::int64_t id, std::int64_t now);

  /// The generations of the window keys of all rows; of expired messages with one of `flags` only.
  std::set<std::int64_t> generations();
  std::set<std::int64_t> generations_of_expired(std::int64_t now, std::int64_t flags);

  /// Deletes the rows that were sealed with that window key; returns how many there were.
  std::int64_t delete_of(std::int64_t generation);

  /// The ids of the messages, of whatever user, that were sealed with that window key.
  std::set<std::int64_t> ids_of(std::int64_t generation);

  /// Calls `visit` with each of the user's rows, expired ones as well, with its values as they
  /// stand.
  void each_of(std::int64_t user_id, const std::function<void(const MessageHead&)>& visit);

  /// Deletes a live message; returns the generation of its window key, or nothing where there was
  /// no such message.
  std::optional<std::int64_t> remove(std::int64_t user_id, std::int64_t id, std::int64_t now);

  /// Deletes all messages of the user.
  struct Removed {
    std::int64_t live = 0;  ///< how many were alive
    std::set<std::int64_t> generations;
  };
  Removed remove_all(std::int64_t user_id, std::int64_t now);

  /// Whether a message, of whomever, was sealed with that window key.
  bool any_of_generation(std::int64_t generation);

  /// The highest generation of a window key; 0 if there are no messages. One that no vault comes
  /// to (2^40 and above) is not counted: it would bring the window-key file to the end of its
  /// numbers.
  std::int64_t last_generation();

  /// The SQL of every query: for a look at their plans.
  std::vector<const char*> queries() const;

 private:
  bool is_live(const MessageHead& head, std::int64_t now) const;
  std::vector<MessageSummary> live_of(SQLite::Statement& rows, std::int64_t now) const;

  SQLite::Database& db_;
  Query any_expired_, any_aged_, expired_, first_expired_, delete_expired_, next_id_, insert_,
      reseal_, find_, list_, list_named_, latest_, first_to_expire_, head_of_, next_generation_,
      generations_of_expired_, delete_of_, ids_of_, each_of_, remove_, remove_all_,
      any_of_generation_, last_generation_;
  std::vector<Age> ages_;
};

}  // namespace mayfly::storage
