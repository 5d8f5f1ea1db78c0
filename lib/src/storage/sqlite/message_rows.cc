#include "storage/sqlite/message_rows.h"

#include <algorithm>

#include "values/plausible.h"

namespace mayfly::storage {
namespace {

constexpr int kName = 7;
constexpr int kSealed = 8;

/// In a list, as it stands: what is wrong with a row is told when it is read.
MessageHead head_as_is(SQLite::Statement& row) {
  const auto number = [&](int column) { return row.getColumn(column).getInt64(); };
  const auto instant = [&](int column) { return from_unix_ms(number(column)); };
  return {number(0),  UserId{number(1)},     instant(2), instant(3),
          instant(4), Generation{number(5)}, number(6)};
}

MessageHead checked_head(SQLite::Statement& row) {
  for (int column = 0; column < kName; ++column) integer_of(row.getColumn(column));
  return head_as_is(row);
}

MessageSummary summary_of(SQLite::Statement& row, const MessageHead& head) {
  MessageSummary summary{head, std::nullopt, 0};
  const SQLite::Column name = row.getColumn(kName);
  if (name.isBlob()) summary.name = bytes_of(name);
  summary.sealed_size = static_cast<std::size_t>(row.getColumn(kSealed).getInt64());
  return summary;
}

bool comes_after(MessageId id, MessageId other, Page::Order order) {
  return order == Page::Order::oldest_first ? id > other : id < other;
}

/// The first id that may be in the page; nothing if there is none.
std::optional<MessageId> first_of(const Page& page) {
  const bool up = page.order == Page::Order::oldest_first;
  if (!page.after) return up ? INT64_MIN : INT64_MAX;
  if (*page.after == (up ? INT64_MAX : INT64_MIN)) return std::nullopt;  // an altered id
  return *page.after + (up ? 1 : -1);
}

/// Rows up to this time, of these generations, have expired.
struct Bound {
  Instant time;
  std::chrono::milliseconds aged;   // of it
  std::optional<Generation> above;  // nothing: without a bound
  std::optional<Generation> up_to;
};

std::vector<Bound> bounds_of(Instant now, const std::vector<Age>& ages) {
  std::vector<Bound> bounds;
  std::optional<Generation> above;
  for (const Age& age : ages) {
    bounds.push_back({now + age.by, age.by, above, age.last_generation});
    above = age.last_generation;
  }
  bounds.push_back({now, {}, above, std::nullopt});
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
  return integer_of(query.getColumn(0));
}

/// The first column of all rows, as it stands.
template <class Number>
std::set<Number> numbers(SQLite::Statement& rows) {
  const ResetAtEnd reset(rows);
  std::set<Number> all;
  while (rows.executeStep()) all.insert(Number{rows.getColumn(0).getInt64()});
  return all;
}

}  // namespace

// 67108928: the blob of a message of 64 MiB; a larger one need not even be loaded.
#define MAYFLY_HEAD "id, user_id, created_at, expires_at, window_end, generation, flags, name, "
#define MAYFLY_KNOWN "flags & -65596 = 0"
#define MAYFLY_EXPIRED "expires_at <= ?1 AND " MAYFLY_KNOWN
// Without a bound a generation of the wrong type keeps no row alive.
#define MAYFLY_AGED \
  MAYFLY_EXPIRED " AND (?2 IS NULL OR generation > ?2) AND (?3 IS NULL OR generation <= ?3)"
#define MAYFLY_LIST(INDEX, WHICH)                                        \
  "SELECT " MAYFLY_HEAD "length(sealed) FROM messages INDEXED BY " INDEX \
  " WHERE user_id = ?1 AND expires_at > ?2 AND " WHICH
static_assert(~kKnownFlags == -65596);
static_assert(kMostInRow == 1099511627776);

MessageRows::MessageRows(Database& db)
    : db_(db.handle()),
      any_expired_(db.handle(), "SELECT 1 FROM messages WHERE " MAYFLY_EXPIRED " LIMIT 1"),
      any_aged_(db.handle(), "SELECT 1 FROM messages WHERE " MAYFLY_AGED " LIMIT 1"),
      expired_(db.handle(), "SELECT count(*) FROM messages WHERE " MAYFLY_AGED),
      first_expired_(db.handle(), "SELECT expires_at FROM messages WHERE " MAYFLY_AGED
                                  " ORDER BY expires_at LIMIT 1"),
      remove_expired_(db.handle(), "DELETE FROM messages WHERE " MAYFLY_AGED),
      next_id_(db.handle(),
               "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'messages'), "
               "(SELECT max(id) FROM messages WHERE id < ?)"),
      insert_(db.handle(),
              "INSERT INTO messages (" MAYFLY_HEAD "sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      reseal_(db.handle(), "UPDATE messages SET flags = ?2, name = ?3, sealed = ?4 WHERE id = ?1"),
      replace_(
          db.handle(),
          "UPDATE messages SET created_at = ?3, expires_at = ?4, window_end = ?5, "
          "generation = ?6, flags = ?7, name = ?8, sealed = ?9 WHERE id = ?1 AND user_id = ?2"),
      find_(db.handle(), "SELECT " MAYFLY_HEAD
                         "sealed FROM messages WHERE id = ?2 AND user_id = ?1 AND expires_at > ?3 "
                         "AND length(sealed) <= 67108928"),
      list_(db.handle(), MAYFLY_LIST("messages_by_user", "id >= ?3 ORDER BY id")),
      list_named_(db.handle(),
                  MAYFLY_LIST("messages_by_name", "name IS NOT NULL AND id >= ?3 ORDER BY id")),
      list_back_(db.handle(), MAYFLY_LIST("messages_by_user", "id <= ?3 ORDER BY id DESC")),
      list_named_back_(db.handle(), MAYFLY_LIST("messages_by_name",
                                                "name IS NOT NULL AND id <= ?3 ORDER BY id DESC")),
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
      remove_of_(db.handle(), "DELETE FROM messages WHERE generation = ? AND " MAYFLY_KNOWN),
      ids_of_(db.handle(), "SELECT id FROM messages WHERE generation = ?"),
      each_of_(db.handle(), "SELECT " MAYFLY_HEAD
                            "0 FROM messages INDEXED BY messages_by_user WHERE user_id = ?"),
      remove_(db.handle(), "DELETE FROM messages WHERE id = ?2 AND user_id = ?1"),
      remove_all_(db.handle(),
                  "DELETE FROM messages INDEXED BY messages_by_user WHERE user_id = ? "
                  "AND " MAYFLY_KNOWN),
      any_of_generation_(db.handle(), "SELECT 1 FROM messages WHERE generation = ? LIMIT 1"),
      last_generation_(db.handle(),
                       "SELECT generation FROM messages INDEXED BY messages_by_generation "
                       "WHERE generation > 0 AND generation < 1099511627776 "
                       "ORDER BY generation DESC") {}

#undef MAYFLY_LIST
#undef MAYFLY_HEAD
#undef MAYFLY_AGED
#undef MAYFLY_EXPIRED
#undef MAYFLY_KNOWN

bool MessageRows::any_expired(Instant now) {
  return guarded(db_, [&] {
    if (ages_.empty()) return has_row(any_expired_(now));
    return std::ranges::any_of(bounds_of(now, ages_),
                               [&](const Bound& bound) { return has_row(bind(any_aged_, bound)); });
  });
}

Expired MessageRows::expired(Instant now) {
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
        expired.earliest =
            std::min(expired.earliest,
                     clamped_in_row(from_unix_ms(first.getColumn(0).getInt64())) - bound.aged);
    }
    return expired;
  });
}

Expired MessageRows::remove_expired(Instant now) {
  const Expired all = expired(now);
  guarded(db_, [&] {
    for (const Bound& bound : bounds_of(now, ages_)) bind(remove_expired_, bound).exec();
  });
  return all;
}

bool MessageRows::is_live(const MessageHead& head, Instant now) const {
  return head.expires_at > now + age_of(head.generation, ages_);
}

MessageId MessageRows::next_id() {
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

void MessageRows::write(Query& query, const MessageRow& row) {
  guarded(db_, [&] {
    const MessageHead& head = row.head;
    query(head.id, head.user, head.created_at, head.expires_at, head.window_end, head.generation,
          head.flags, row.name, row.sealed)
        .exec();
  });
}

void MessageRows::insert(const MessageRow& row) {
  write(insert_, row);
}

void MessageRows::reseal(const MessageRow& row) {
  guarded(db_, [&] { reseal_(row.head.id, row.head.flags, row.name, row.sealed).exec(); });
}

void MessageRows::replace(const MessageRow& row) {
  write(replace_, row);
}

bool MessageRows::find(UserId user, MessageId id, Instant now,
                       const std::function<void(const MessageRow&)>& visit) {
  return guarded(db_, [&] {
    SQLite::Statement& query = find_(user, id, now);
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

Query& MessageRows::list_query(Which which, Page::Order order) {
  if (order == Page::Order::oldest_first) return which == Which::named ? list_named_ : list_;
  return which == Which::named ? list_named_back_ : list_back_;
}

std::vector<MessageSummary> MessageRows::list(UserId user, Instant now, Which which,
                                              const Page& page) {
  const auto first = first_of(page);
  if (!first) return {};
  return guarded(db_, [&] {
    SQLite::Statement& rows = list_query(which, page.order)(user, now, *first);
    const ResetAtEnd reset(rows);
    std::vector<MessageSummary> list;
    std::optional<MessageId> last = page.after;
    while (list.size() < page.most && rows.executeStep()) {
      const MessageHead head = head_as_is(rows);
      if (!is_live(head, now)) continue;
      if (last && !comes_after(head.id, *last, page.order)) refuse_value();  // an altered index
      last = head.id;
      list.push_back(summary_of(rows, head));
    }
    return list;
  });
}

std::optional<MessageId> MessageRows::latest(UserId user, Instant now, std::int64_t without_flags) {
  return guarded(db_, [&]() -> std::optional<MessageId> {
    SQLite::Statement& rows = latest_(user, now, without_flags);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) {
      const MessageHead head = head_as_is(rows);
      if (is_live(head, now)) return head.id;
    }
    return std::nullopt;
  });
}

std::vector<MessageId> MessageRows::first_to_expire(Instant now, std::size_t most) {
  return guarded(db_, [&] {
    SQLite::Statement& rows = first_to_expire_(now, static_cast<std::int64_t>(most));
    const ResetAtEnd reset(rows);
    std::vector<MessageId> ids;
    while (rows.executeStep()) ids.push_back(integer_of(rows.getColumn(0)));
    return ids;
  });
}

std::optional<MessageHead> MessageRows::head_of(UserId user, MessageId id, Instant now) {
  return guarded(db_, [&]() -> std::optional<MessageHead> {
    SQLite::Statement& query = head_of_(user, id, now);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return std::nullopt;
    const MessageHead head = checked_head(query);
    return is_live(head, now) ? std::optional(head) : std::nullopt;
  });
}

std::set<Generation> MessageRows::generations() {
  return guarded(db_, [&] {
    // From each to the next: a walk over all rows would take its time beside a million of them.
    std::set<Generation> all;
    std::optional<std::int64_t> one = 0;
    while ((one = first_number(next_generation_(*one)))) all.insert(Generation{*one});
    return all;
  });
}

std::set<Generation> MessageRows::generations_of_expired(Instant now, std::int64_t flags) {
  return guarded(db_, [&] {
    std::set<Generation> all;
    for (const Bound& bound : bounds_of(now, ages_))
      all.merge(numbers<Generation>(
          generations_of_expired_(bound.time, bound.above, bound.up_to, flags)));
    return all;
  });
}

std::int64_t MessageRows::remove_of(Generation generation) {
  return guarded(db_, [&] { return std::int64_t{remove_of_(generation).exec()}; });
}

std::set<MessageId> MessageRows::ids_of(Generation generation) {
  return guarded(db_, [&] { return numbers<MessageId>(ids_of_(generation)); });
}

void MessageRows::each_of(UserId user, const std::function<void(const MessageHead&)>& visit) {
  guarded(db_, [&] {
    SQLite::Statement& rows = each_of_(user);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) visit(head_as_is(rows));
  });
}

void MessageRows::remove(UserId user, MessageId id) {
  guarded(db_, [&] { remove_(user, id).exec(); });
}

void MessageRows::remove_all(UserId user) {
  guarded(db_, [&] { remove_all_(user).exec(); });
}

bool MessageRows::any_of_generation(Generation generation) {
  return guarded(db_, [&] { return has_row(any_of_generation_(generation)); });
}

Generation MessageRows::last_generation() {
  return guarded(db_, [&] {
    SQLite::Statement& rows = last_generation_();
    const ResetAtEnd reset(rows);
    // What is no number was altered, and says nothing.
    while (rows.executeStep())
      if (rows.getColumn(0).isInteger()) return Generation{rows.getColumn(0).getInt64()};
    return Generation{0};
  });
}

std::vector<const char*> MessageRows::queries() const {
  std::vector<const char*> all;
  for (const Query* query : {&any_expired_,
                             &any_aged_,
                             &expired_,
                             &first_expired_,
                             &remove_expired_,
                             &next_id_,
                             &insert_,
                             &reseal_,
                             &replace_,
                             &find_,
                             &list_,
                             &list_named_,
                             &list_back_,
                             &list_named_back_,
                             &latest_,
                             &first_to_expire_,
                             &head_of_,
                             &next_generation_,
                             &generations_of_expired_,
                             &remove_of_,
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
