#include "storage/message_rows.h"

#include <limits>

namespace mayfly::storage {
namespace {

constexpr int kName = 6;
constexpr int kSealed = 7;

/// In a list, as it stands: what is wrong with a row is told when it is read.
MessageHead head_as_is(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  return {number(0), number(1), number(2), number(3), number(4), number(5)};
}

MessageHead head_of(SQLite::Statement& row) {
  for (int column = 0; column < kName; ++column) number_of(row.getColumn(column));
  return head_as_is(row);
}

std::vector<MessageSummary> summaries(SQLite::Statement& rows) {
  const ResetAtEnd reset(rows);
  std::vector<MessageSummary> list;
  while (rows.executeStep()) {
    MessageSummary summary{head_as_is(rows), std::nullopt, 0};
    if (!list.empty() && list.back().head.id >= summary.head.id)
      refuse_value();  // an altered index
    const SQLite::Column name = rows.getColumn(kName);
    if (name.isBlob()) summary.name = bytes_of(name);
    summary.sealed_size = static_cast<std::size_t>(rows.getColumn(kSealed).getInt64());
    list.push_back(std::move(summary));
  }
  return list;
}

}  // namespace

// 67108928: the blob of a message of 64 MiB; a larger one need not even be loaded.
#define MAYFLY_HEAD "id, user_id, created_at, expires_at, window_end, flags, name, "

MessageRows::MessageRows(Database& db)
    : any_expired_(db.handle(), "SELECT 1 FROM messages WHERE expires_at <= ? LIMIT 1"),
      delete_expired_(db.handle(), "DELETE FROM messages WHERE expires_at <= ?"),
      next_id_(db.handle(),
               "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'messages'), "
               "(SELECT max(id) FROM messages)"),
      insert_(db.handle(),
              "INSERT INTO messages (" MAYFLY_HEAD "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      find_(db.handle(), "SELECT " MAYFLY_HEAD
                         "sealed FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3 "
                         "AND length(sealed) <= 67108928"),
      list_(db.handle(), "SELECT " MAYFLY_HEAD
                         "length(sealed) FROM messages INDEXED BY messages_by_user "
                         "WHERE user_id = ? AND expires_at > ? ORDER BY id"),
      list_named_(db.handle(), "SELECT " MAYFLY_HEAD
                               "length(sealed) FROM messages INDEXED BY messages_by_name "
                               "WHERE user_id = ? AND name IS NOT NULL AND expires_at > ? "
                               "ORDER BY id"),
      latest_(db.handle(),
              "SELECT id FROM messages INDEXED BY messages_by_user "
              "WHERE user_id = ? AND expires_at > ? ORDER BY id DESC LIMIT 1"),
      remove_(db.handle(),
              "DELETE FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3"),
      count_live_(db.handle(),
                  "SELECT count(*) FROM messages INDEXED BY messages_by_user "
                  "WHERE user_id = ? AND expires_at > ?"),
      remove_all_(db.handle(),
                  "DELETE FROM messages INDEXED BY messages_by_user WHERE user_id = ?") {}

#undef MAYFLY_HEAD

bool MessageRows::any_expired(std::int64_t now) {
  return guarded([&] {
    SQLite::Statement& query = any_expired_(now);
    const ResetAtEnd reset(query);
    return query.executeStep();
  });
}

std::int64_t MessageRows::delete_expired(std::int64_t now) {
  return guarded([&] { return std::int64_t{delete_expired_(now).exec()}; });
}

std::int64_t MessageRows::next_id() {
  return guarded([&] {
    SQLite::Statement& query = next_id_();
    const ResetAtEnd reset(query);
    query.executeStep();
    const SQLite::Column last = query.getColumn(0);
    const SQLite::Column largest = query.getColumn(1);
    if (last.isNull() && largest.isNull()) return std::int64_t{1};
    // A counter that was altered could give an id away twice.
    const std::int64_t id = number_of(last);
    const std::int64_t at_least = largest.isNull() ? 0 : number_of(largest);
    if (id < at_least || id == std::numeric_limits<std::int64_t>::max()) refuse_value();
    return id + 1;
  });
}

void MessageRows::insert(const MessageRow& row) {
  guarded([&] {
    const MessageHead& head = row.head;
    insert_(head.id, head.user_id, head.created_at, head.expires_at, head.window_end, head.flags,
            row.name, row.sealed)
        .exec();
  });
}

bool MessageRows::find(std::int64_t user_id, std::int64_t id, std::int64_t now,
                       const std::function<void(const MessageRow&)>& visit) {
  return guarded([&] {
    SQLite::Statement& query = find_(user_id, id, now);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return false;
    const SQLite::Column name = query.getColumn(kName);
    const SQLite::Column sealed = query.getColumn(kSealed);
    MessageRow row{head_of(query), std::nullopt, blob_of(sealed)};
    if (!name.isNull()) row.name = blob_of(name);
    visit(row);
    return true;
  });
}

std::vector<MessageSummary> MessageRows::list(std::int64_t user_id, std::int64_t now) {
  return guarded([&] { return summaries(list_(user_id, now)); });
}

std::vector<MessageSummary> MessageRows::list_named(std::int64_t user_id, std::int64_t now) {
  return guarded([&] { return summaries(list_named_(user_id, now)); });
}

std::optional<std::int64_t> MessageRows::latest(std::int64_t user_id, std::int64_t now) {
  return guarded([&]() -> std::optional<std::int64_t> {
    SQLite::Statement& query = latest_(user_id, now);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getInt64();
  });
}

bool MessageRows::remove(std::int64_t user_id, std::int64_t id, std::int64_t now) {
  return guarded([&] { return remove_(user_id, id, now).exec() > 0; });
}

std::int64_t MessageRows::remove_all(std::int64_t user_id, std::int64_t now) {
  return guarded([&] {
    std::int64_t live = 0;
    {
      SQLite::Statement& count = count_live_(user_id, now);
      const ResetAtEnd reset(count);
      if (count.executeStep()) live = count.getColumn(0).getInt64();
    }
    remove_all_(user_id).exec();
    return live;
  });
}

std::vector<const char*> MessageRows::queries() const {
  std::vector<const char*> all;
  for (const Query* query : {&any_expired_, &delete_expired_, &next_id_, &insert_, &find_, &list_,
                             &list_named_, &latest_, &remove_, &count_live_, &remove_all_}) {
    all.push_back(query->sql());
  }
  return all;
}

}  // namespace mayfly::storage
