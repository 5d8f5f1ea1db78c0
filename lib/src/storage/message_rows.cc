#include "storage/message_rows.h"

namespace mayfly::storage {
namespace {

constexpr int kName = 7;
constexpr int kSealed = 8;
constexpr std::int64_t kMostIds = std::int64_t{1} << 52;

/// In a list, as it stands: what is wrong with a row is told when it is read.
MessageHead head_as_is(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  return {number(0), number(1), number(2), number(3), number(4), number(5), number(6)};
}

MessageHead head_of(SQLite::Statement& row) {
  for (int column = 0; column < kName; ++column) number_of(row.getColumn(column));
  return head_as_is(row);
}

bool has_row(SQLite::Statement& query) {
  const ResetAtEnd reset(query);
  return query.executeStep();
}

/// The first column of the first row.
std::optional<std::int64_t> first_number(SQLite::Statement& query) {
  const ResetAtEnd reset(query);
  if (!query.executeStep()) return std::nullopt;
  return number_of(query.getColumn(0));
}

/// The first column of all rows, as it stands.
std::set<std::int64_t> numbers(SQLite::Statement& rows) {
  const ResetAtEnd reset(rows);
  std::set<std::int64_t> all;
  while (rows.executeStep()) all.insert(rows.getColumn(0).getInt64());
  return all;
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
#define MAYFLY_HEAD "id, user_id, created_at, expires_at, window_end, generation, flags, name, "

MessageRows::MessageRows(Database& db)
    : any_expired_(db.handle(), "SELECT 1 FROM messages WHERE expires_at <= ? LIMIT 1"),
      expired_(db.handle(), "SELECT count(*) FROM messages WHERE expires_at <= ?"),
      first_expired_(db.handle(),
                     "SELECT expires_at FROM messages WHERE expires_at <= ? "
                     "ORDER BY expires_at LIMIT 1"),
      delete_expired_(db.handle(), "DELETE FROM messages WHERE expires_at <= ?"),
      next_id_(db.handle(),
               "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'messages'), "
               "(SELECT max(id) FROM messages)"),
      insert_(db.handle(),
              "INSERT INTO messages (" MAYFLY_HEAD "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      reseal_(db.handle(), "UPDATE messages SET name = ?2, sealed = ?3 WHERE id = ?1"),
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
              "WHERE user_id = ? AND expires_at > ? AND flags & ? = 0 ORDER BY id DESC LIMIT 1"),
      first_to_expire_(db.handle(),
                       "SELECT id FROM messages WHERE expires_at > ? ORDER BY expires_at LIMIT ?"),
      generation_of_(db.handle(),
                     "SELECT generation FROM messages WHERE id = ?2 AND user_id = ?1 "
                     "AND expires_at > ?3"),
      next_generation_(db.handle(),
                       "SELECT generation FROM messages INDEXED BY messages_by_generation "
                       "WHERE generation > ? ORDER BY generation LIMIT 1"),
      generations_of_expired_(db.handle(),
                              "SELECT generation FROM messages INDEXED BY messages_by_expiry "
                              "WHERE expires_at <= ? AND flags & ? <> 0"),
      delete_of_(db.handle(), "DELETE FROM messages WHERE generation = ?"),
      ids_of_(db.handle(), "SELECT id FROM messages WHERE generation = ?"),
      each_of_(db.handle(), "SELECT " MAYFLY_HEAD
                            "0 FROM messages INDEXED BY messages_by_user WHERE user_id = ?"),
      remove_(db.handle(),
              "DELETE FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3 "
              "RETURNING generation"),
      remove_all_(db.handle(),
                  "DELETE FROM messages INDEXED BY messages_by_user WHERE user_id = ? "
                  "RETURNING generation, expires_at"),
      any_of_generation_(db.handle(), "SELECT 1 FROM messages WHERE generation = ? LIMIT 1"),
      last_generation_(db.handle(),
                       "SELECT generation FROM messages INDEXED BY messages_by_generation "
                       "WHERE generation > 0 AND generation < 2251799813685248 ORDER BY "
                       "generation DESC LIMIT 1") {}

#undef MAYFLY_HEAD

bool MessageRows::any_expired(std::int64_t now) {
  return guarded([&] { return has_row(any_expired_(now)); });
}

MessageRows::Expired MessageRows::expired(std::int64_t now) {
  return guarded([&] {
    Expired expired;
    expired.count = first_number(expired_(now)).value_or(0);
    expired.earliest = first_expiry(now);
    return expired;
  });
}

std::int64_t MessageRows::first_expiry(std::int64_t now) {
  SQLite::Statement& query = first_expired_(now);
  const ResetAtEnd reset(query);
  // As it stands: a row that was altered must not keep others from being deleted.
  return query.executeStep() ? query.getColumn(0).getInt64() : now;
}

MessageRows::Expired MessageRows::delete_expired(std::int64_t now) {
  return guarded([&] {
    Expired deleted;
    deleted.earliest = first_expiry(now);
    deleted.count = delete_expired_(now).exec();
    return deleted;
  });
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
    if (id < at_least || id >= kMostIds) refuse_value();
    return id + 1;
  });
}

void MessageRows::insert(const MessageRow& row) {
  guarded([&] {
    const MessageHead& head = row.head;
    insert_(head.id, head.user_id, head.created_at, head.expires_at, head.window_end,
            head.generation, head.flags, row.name, row.sealed)
        .exec();
  });
}

void MessageRows::reseal(std::int64_t id, const std::optional<ByteView>& name, ByteView sealed) {
  guarded([&] { reseal_(id, name, sealed).exec(); });
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

std::optional<std::int64_t> MessageRows::latest(std::int64_t user_id, std::int64_t now,
                                                std::int64_t without_flags) {
  return guarded([&] { return first_number(latest_(user_id, now, without_flags)); });
}

std::vector<std::int64_t> MessageRows::first_to_expire(std::int64_t now, std::int64_t count) {
  return guarded([&] {
    SQLite::Statement& rows = first_to_expire_(now, count);
    const ResetAtEnd reset(rows);
    std::vector<std::int64_t> ids;
    while (rows.executeStep()) ids.push_back(number_of(rows.getColumn(0)));
    return ids;
  });
}

std::optional<std::int64_t> MessageRows::generation_of(std::int64_t user_id, std::int64_t id,
                                                       std::int64_t now) {
  return guarded([&] { return first_number(generation_of_(user_id, id, now)); });
}

std::set<std::int64_t> MessageRows::generations() {
  return guarded([&] {
    // From each to the next: a walk over all rows would take its time beside a million of them.
    std::set<std::int64_t> all;
    std::optional<std::int64_t> one = 0;
    while ((one = first_number(next_generation_(*one)))) all.insert(*one);
    return all;
  });
}

std::set<std::int64_t> MessageRows::generations_of_expired(std::int64_t now, std::int64_t flags) {
  return guarded([&] { return numbers(generations_of_expired_(now, flags)); });
}

std::int64_t MessageRows::delete_of(std::int64_t generation) {
  return guarded([&] { return std::int64_t{delete_of_(generation).exec()}; });
}

std::set<std::int64_t> MessageRows::ids_of(std::int64_t generation) {
  return guarded([&] { return numbers(ids_of_(generation)); });
}

void MessageRows::each_of(std::int64_t user_id,
                          const std::function<void(const MessageHead&)>& visit) {
  guarded([&] {
    SQLite::Statement& rows = each_of_(user_id);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) visit(head_as_is(rows));
  });
}

std::optional<std::int64_t> MessageRows::remove(std::int64_t user_id, std::int64_t id,
                                                std::int64_t now) {
  return guarded([&] { return first_number(remove_(user_id, id, now)); });
}

MessageRows::Removed MessageRows::remove_all(std::int64_t user_id, std::int64_t now) {
  return guarded([&] {
    SQLite::Statement& rows = remove_all_(user_id);
    const ResetAtEnd reset(rows);
    Removed removed;
    while (rows.executeStep()) {
      removed.generations.insert(rows.getColumn(0).getInt64());
      if (rows.getColumn(1).getInt64() > now) ++removed.live;
    }
    return removed;
  });
}

bool MessageRows::any_of_generation(std::int64_t generation) {
  return guarded([&] { return has_row(any_of_generation_(generation)); });
}

std::int64_t MessageRows::last_generation() {
  return guarded([&] { return first_number(last_generation_()).value_or(0); });
}

std::vector<const char*> MessageRows::queries() const {
  std::vector<const char*> all;
  for (const Query* query : {&any_expired_,
                             &expired_,
                             &first_expired_,
                             &delete_expired_,
                             &next_id_,
                             &insert_,
                             &reseal_,
                             &find_,
                             &list_,
                             &list_named_,
                             &latest_,
                             &first_to_expire_,
                             &generation_of_,
                             &next_generation_,
                             &generations_of_expired_,
                             &delete_of_,
                             &ids_of_,
                             &each_of_,
                             &remove_,
                             &remove_all_,
                             &any_of_generation_,
                             &last_generation_}) {
    all.push_back(query->sql());
  }
  return all;
}

}  // namespace mayfly::storage
