#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "mayfly/bytes.h"
#include "storage/database.h"
#include "storage/query.h"

namespace mayfly::storage {

/// What stands beside a message in clear, all of it bound to the message as associated data. Times
/// are Unix milliseconds.
struct MessageHead {
  std::int64_t id;
  std::int64_t user_id;
  std::int64_t created_at;
  std::int64_t expires_at;
  std::int64_t window_end;  ///< 0: the row key is not of a window
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

/// The messages of a vault. `now` decides what is expired: `expires_at <= now`. Every query but
/// `next_id` runs on an index.
class MessageRows {
 public:
  explicit MessageRows(Database& db);

  /// One look-up in the index by expiry; takes no write lock.
  bool any_expired(std::int64_t now);

  /// Deletes the expired rows of every user; returns their number. In the caller's write
  /// transaction.
  std::int64_t delete_expired(std::int64_t now);

  /// The id that the next message gets. Only in a write transaction can nobody else take it.
  std::int64_t next_id();

  void insert(const MessageRow& row);

  /// Calls `visit` with the user's live message `id`; the row's views hold during the call. False
  /// where there is none.
  bool find(std::int64_t user_id, std::int64_t id, std::int64_t now,
            const std::function<void(const MessageRow&)>& visit);

  /// The user's live messages, oldest first.
  std::vector<MessageSummary> list(std::int64_t user_id, std::int64_t now);

  /// The same, those with a name only.
  std::vector<MessageSummary> list_named(std::int64_t user_id, std::int64_t now);

  /// The youngest live message of the user.
  std::optional<std::int64_t> latest(std::int64_t user_id, std::int64_t now);

  /// Whether there was such a live message to delete.
  bool remove(std::int64_t user_id, std::int64_t id, std::int64_t now);

  /// Deletes all messages of the user; returns how many of them were alive.
  std::int64_t remove_all(std::int64_t user_id, std::int64_t now);

  /// The SQL of every query: for a look at their plans.
  std::vector<const char*> queries() const;

 private:
  Query any_expired_, delete_expired_, next_id_, insert_, find_, list_, list_named_, latest_,
      remove_, count_live_, remove_all_;
};

}  // namespace mayfly::storage
