#include "storage/sqlite/message_rows.h"

#include <algorithm>

namespace mayfly::storage {
namespace {

constexpr int kName = 7;
constexpr int kSealed = 8;
// What a counter, and a row, can have come to. Above them is room for what goes on from there.
constexpr std::int64_t kMostCounted = std::int64_t{1} << 50;
constexpr std::int64_t kMostInRow = std::int64_t{1} << 40;

/// In a list, as it stands: what is wrong with a row is told when it is read.
MessageHead head_as_is(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  return {number(0), number(1), number(2), number(3), number(4), number(5), number(6)};
}

MessageHead checked_head(SQLite::Statement& row) {
  for (int column = 0; column < kName; ++column) number_of(row.getColumn(column));
  return head_as_is(row);
}

/// Rows up to this time, of these generations, have expired.
struct Bound {
  std::int64_t time;
  std::int64_t aged;                  // ms, of it
  std::optional<std::int64_t> above;  // generations: none, where all are
  std::optional<std::int64_t> up_to;
};

std::vector<Bound> bounds_of(std::int64_t now, const std::vector<Age>& ages) {
  std::vector<Bound> bounds;
  std::optional<std::int64_t> above;
  for (const Age& age : ages) {
    bounds.push_back({now + age.by, age.by, above, age.last_generation});
    above = age.last_generation;
  }
  bounds.push_back({now, 0, above, std::nullopt});
  return bounds;
}

SQLite::Statement& bind(Query& query, const Bound& bound) {
  return query(bound.time, bound.above, bound.up_to);
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

}  // namespace

// 67108928: the blob of a message of 64 MiB; a larger one need not even be loaded.
#define MAYFLY_HEAD "id, user_id, created_at, expires_at, window_end, generation, flags, name, "
#define MAYFLY_EXPIRED "expires_at <= ?1 AND flags & -65540 = 0"
// Without a bound a generation of the wrong type keeps no row alive.
#define MAYFLY_AGED \
  MAYFLY_EXPIRED " AND (?2 IS NULL OR generation > ?2) AND (?3 IS NULL OR generation <= ?3)"
static_assert(~kKnownFlags == -65540);

MessageRows::MessageRows(Database& db)
    : db_(db.handle()),
      any_expired_(db.handle(), "SELECT 1 FROM messages WHERE " MAYFLY_EXPIRED " LIMIT 1"),
      any_aged_(db.handle(), "SELECT 1 FROM messages WHERE " MAYFLY_AGED " LIMIT 1"),
      expired_(db.handle(), "SELECT count(*) FROM messages WHERE " MAYFLY_AGED),
      first_expired_(db.handle(), "SELECT expires_at FROM messages WHERE " MAYFLY_AGED
                                  " ORDER BY expires_at LIMIT 1"),
      delete_expired_(db.handle(), "DELETE FROM messages WHERE " MAYFLY_AGED),
      next_id_(db.handle(),
               "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'messages'), "
               "(SELECT max(id) FROM messages WHERE id < ?)"),
      insert_(db.handle(),
              "INSERT INTO messages (" MAYFLY_HEAD "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      reseal_(db.handle(), "UPDATE messages SET flags = ?2, name = ?3, sealed = ?4 WHERE id = ?1"),
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
              "SELECT " MAYFLY_HEAD
              "0 FROM messages INDEXED BY messages_by_user "
              "WHERE user_id = ? AND expires_at > ? AND flags & ? = 0 ORDER BY id DESC"),
      first_to_expire_(db.handle(),
                       "SELECT id FROM messages WHERE expires_at > ? ORDER BY expires_at LIMIT ?"),
      head_of_(db.handle(), "SELECT " MAYFLY_HEAD
                            "0 FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3"),
      next_generation_(db.handle(),
                       "SELECT generation FROM messages INDEXED BY messages_by_generation "
                       "WHERE generation > ? ORDER BY generation LIMIT 1"),
      generations_of_expired_(db.handle(),
                              "SELECT generation FROM messages INDEXED BY messages_by_expiry "
                              "WHERE " MAYFLY_AGED " AND flags & ?4 <> 0"),
      delete_of_(db.handle(), "DELETE FROM messages WHERE generation = ? AND flags & -65540 = 0"),
      ids_of_(db.handle(), "SELECT id FROM messages WHERE generation = ?"),
      each_of_(db.handle(), "SELECT " MAYFLY_HEAD
                            "0 FROM messages INDEXED BY messages_by_user WHERE user_id = ?"),
      remove_(db.handle(),
              "DELETE FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3 "
              "RETURNING generation"),
      remove_all_(db.handle(),
                  "DELETE FROM messages INDEXED BY messages_by_user WHERE user_id = ? "
                  "AND flags & -65540 = 0 RETURNING generation, expires_at"),
      any_of_generation_(db.handle(), "SELECT 1 FROM messages WHERE generation = ? LIMIT 1"),
      last_generation_(db.handle(),
                       "SELECT generation FROM messages INDEXED BY messages_by_generation "
                       "WHERE generation > 0 AND generation < 1099511627776 ORDER BY "
                       "generation DESC LIMIT 1") {}

#undef MAYFLY_HEAD
#undef MAYFLY_AGED
#undef MAYFLY_EXPIRED

bool MessageRows::any_expired(std::int64_t now) {
  return guarded(db_, [&] {
    if (ages_.empty()) return has_row(any_expired_(now));
    return std::ranges::any_of(bounds_of(now, ages_),
                               [&](const Bound& bound) { return has_row(bind(any_aged_, bound)); });
  });
}

MessageRows::Expired MessageRows::expired(std::int64_t now) {
  return guarded(db_, [&] {
    Expired expired;
    for (const Bound& bound : bounds_of(now, ages_)) {
      const std::int64_t count = first_number(bind(expired_, bound)).value_or(0);
      if (count == 0) continue;
      expired.count += count;
      SQLite::Statement& first = bind(first_expired_, bound);
      const ResetAtEnd reset(first);
      // As it stands: a row that was altered must not keep others from being deleted.
      if (first.executeStep())
        expired.earliest = std::min(expired.earliest, first.getColumn(0).getInt64() - bound.aged);
    }
    return expired;
  });
}

MessageRows::Expired MessageRows::delete_expired(std::int64_t now) {
  const Expired all = expired(now);
  guarded(db_, [&] {
    for (const Bound& bound : bounds_of(now, ages_)) bind(delete_expired_, bound).exec();
  });
  return all;
}

bool MessageRows::is_live(const MessageHead& head, std::int64_t now) const {
  const auto age = std::ranges::find_if(
      ages_, [&](const Age& one) { return head.generation <= one.last_generation; });
  return head.expires_at > now + (age == ages_.end() ? 0 : age->by);
}

std::vector<MessageSummary> MessageRows::live_of(SQLite::Statement& rows, std::int64_t now) const {
  const ResetAtEnd reset(rows);
  std::vector<MessageSummary> list;
  while (rows.executeStep()) {
    MessageSummary summary{head_as_is(rows), std::nullopt, 0};
    if (!is_live(summary.head, now)) continue;
    if (!list.empty() && list.back().head.id >= summary.head.id)
      refuse_value();  // an altered index
    const SQLite::Column name = rows.getColumn(kName);
    if (name.isBlob()) summary.name = bytes_of(name);
    summary.sealed_size = static_cast<std::size_t>(rows.getColumn(kSealed).getInt64());
    list.push_back(std::move(summary));
  }
  return list;
}

std::int64_t MessageRows::next_id() {
  return guarded(db_, [&] {
    SQLite::Statement& query = next_id_(kMostInRow);
    const ResetAtEnd reset(query);
    query.executeStep();
    // Either may have been altered. What is impossible says nothing, and keeps nobody from storing.
    const SQLite::Column counter = query.getColumn(0);
    const std::int64_t counted = counter.isInteger() ? counter.getInt64() : 0;
    const std::int64_t in_rows = query.getColumn(1).getInt64();  // 0 without rows
    const std::int64_t last = counted < kMostCounted ? std::max(counted, in_rows) : in_rows;
    return std::max<std::int64_t>(last, 0) + 1;
  });
}

void MessageRows::insert(const MessageRow& row) {
  guarded(db_, [&] {
    const MessageHead& head = row.head;
    insert_(head.id, head.user_id, head.created_at, head.expires_at, head.window_end,
            head.generation, head.flags, row.name, row.sealed)
        .exec();
  });
}

void MessageRows::reseal(const MessageRow& row) {
  guarded(db_, [&] { reseal_(row.head.id, row.head.flags, row.name, row.sealed).exec(); });
}

bool MessageRows::find(std::int64_t user_id, std::int64_t id, std::int64_t now,
                       const std::function<void(const MessageRow&)>& visit) {
  return guarded(db_, [&] {
    SQLite::Statement& query = find_(user_id, id, now);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return false;
    const SQLite::Column name = query.getColumn(kName);
    const SQLite::Column sealed = query.getColumn(kSealed);
    MessageRow row{checked_head(query), std::nullopt, blob_of(sealed)};
    if (!is_live(row.head, now)) return false;
    if (!name.isNull()) row.name = blob_of(name);
    visit(row);
    return true;
  });
}

std::vector<MessageSummary> MessageRows::list(std::int64_t user_id, std::int64_t now) {
  return guarded(db_, [&] { return live_of(list_(user_id, now), now); });
}

std::vector<MessageSummary> MessageRows::list_named(std::int64_t user_id, std::int64_t now) {
  return guarded(db_, [&] { return live_of(list_named_(user_id, now), now); });
}

std::optional<std::int64_t> MessageRows::latest(std::int64_t user_id, std::int64_t now,
                                                std::int64_t without_flags) {
  return guarded(db_, [&]() -> std::optional<std::int64_t> {
    SQLite::Statement& rows = latest_(user_id, now, without_flags);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) {
      const MessageHead head = head_as_is(rows);
      if (is_live(head, now)) return head.id;
    }
    return std::nullopt;
  });
}

std::vector<std::int64_t> MessageRows::first_to_expire(std::int64_t now, std::int64_t count) {
  return guarded(db_, [&] {
    SQLite::Statement& rows = first_to_expire_(now, count);
    const ResetAtEnd reset(rows);
    std::vector<std::int64_t> ids;
    while (rows.executeStep()) ids.push_back(number_of(rows.getColumn(0)));
    return ids;
  });
}

std::optional<MessageHead> MessageRows::head_of(std::int64_t user_id, std::int64_t id,
                                                std::int64_t now) {
  return guarded(db_, [&]() -> std::optional<MessageHead> {
    SQLite::Statement& query = head_of_(user_id, id, now);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return std::nullopt;
    const MessageHead head = checked_head(query);
    return is_live(head, now) ? std::optional(head) : std::nullopt;
  });
}

std::set<std::int64_t> MessageRows::generations() {
  return guarded(db_, [&] {
    // From each to the next: a walk over all rows would take its time beside a million of them.
    std::set<std::int64_t> all;
    std::optional<std::int64_t> one = 0;
    while ((one = first_number(next_generation_(*one)))) all.insert(*one);
    return all;
  });
}

std::set<std::int64_t> MessageRows::generations_of_expired(std::int64_t now, std::int64_t flags) {
  return guarded(db_, [&] {
    std::set<std::int64_t> all;
    for (const Bound& bound : bounds_of(now, ages_))
      all.merge(numbers(generations_of_expired_(bound.time, bound.above, bound.up_to, flags)));
    return all;
  });
}

std::int64_t MessageRows::delete_of(std::int64_t generation) {
  return guarded(db_, [&] { return std::int64_t{delete_of_(generation).exec()}; });
}

std::set<std::int64_t> MessageRows::ids_of(std::int64_t generation) {
  return guarded(db_, [&] { return numbers(ids_of_(generation)); });
}

void MessageRows::each_of(std::int64_t user_id,
                          const std::function<void(const MessageHead&)>& visit) {
  guarded(db_, [&] {
    SQLite::Statement& rows = each_of_(user_id);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) visit(head_as_is(rows));
  });
}

std::optional<std::int64_t> MessageRows::remove(std::int64_t user_id, std::int64_t id,
                                                std::int64_t now) {
  return guarded(db_, [&] { return first_number(remove_(user_id, id, now)); });
}

MessageRows::Removed MessageRows::remove_all(std::int64_t user_id, std::int64_t now) {
  return guarded(db_, [&] {
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
  return guarded(db_, [&] { return has_row(any_of_generation_(generation)); });
}

std::int64_t MessageRows::last_generation() {
  return guarded(db_, [&] { return first_number(last_generation_()).value_or(0); });
}

std::vector<const char*> MessageRows::queries() const {
  std::vector<const char*> all;
  for (const Query* query : {&any_expired_,
                             &any_aged_,
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
                             &head_of_,
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
