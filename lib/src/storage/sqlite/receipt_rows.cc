#include "storage/sqlite/receipt_rows.h"

#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "values/big_endian.h"
#include "values/plausible.h"

namespace mayfly::storage {
namespace {

constexpr std::string_view kKey = "receipt:";
constexpr std::size_t kNumberSize = 8;
constexpr std::size_t kValueSize = 2 * kNumberSize;

std::string key_of(MessageId id) {
  return std::string(kKey) + std::to_string(id);
}

/// Nothing if it is not written as we write it.
std::optional<MessageId> id_of(std::string_view key) {
  if (!key.starts_with(kKey)) return std::nullopt;
  MessageId id = 0;
  const char* end = key.data() + key.size();
  const auto [stopped, error] = std::from_chars(key.data() + kKey.size(), end, id);
  if (error != std::errc{} || stopped != end || id < 1 || key_of(id) != key) return std::nullopt;
  return id;
}

Bytes value_of(const ReceiptRow& row) {
  Bytes value;
  append_big_endian(value, static_cast<std::uint64_t>(to_unix_ms(row.kept_until)), kNumberSize);
  append_big_endian(value, static_cast<std::uint64_t>(number_of(row.generation)), kNumberSize);
  return value;
}

std::int64_t number_in(ByteView bytes) {
  return static_cast<std::int64_t>(from_big_endian(bytes));
}

}  // namespace

/// A receipt as it stands: `row` is nothing if it was not written by mayfly.
struct ReceiptRows::Found {
  std::int64_t rowid;
  UserId user;
  MessageId id;
  std::optional<ReceiptRow> row;
};

// 1024: far more than a receipt has; what is larger need not even be loaded.
ReceiptRows::ReceiptRows(Database& db)
    : db_(db.handle()),
      each_(db_,
            "SELECT rowid, scope, key, value, CASE WHEN length(sealed) <= 1024 THEN sealed END "
            "FROM attributes WHERE key GLOB 'receipt:*' AND (?1 IS NULL OR scope = ?1)"),
      insert_(db_, "INSERT INTO attributes (scope, key, value, sealed) VALUES (?, ?, ?, ?)"),
      update_(db_, "UPDATE attributes SET value = ?2, sealed = ?3 WHERE rowid = ?1"),
      remove_one_(db_, "DELETE FROM attributes WHERE rowid = ?"),
      remove_(db_, "DELETE FROM attributes WHERE scope = ? AND key GLOB 'receipt:*'") {}

/// Calls `visit` with each, until it returns false.
template <class Visit>
void ReceiptRows::each_found(std::optional<UserId> user, Visit&& visit) {
  guarded(db_, [&] {
    SQLite::Statement& rows = each_(user);
    const ResetAtEnd reset(rows);
    while (rows.executeStep()) {
      const SQLite::Column key = rows.getColumn(2);
      const auto id = key.isText() ? id_of(key.getText()) : std::nullopt;
      if (!id || !rows.getColumn(1).isInteger()) continue;  // STRICT: an inspection tells of it
      Found found{rows.getColumn(0).getInt64(), UserId{rows.getColumn(1).getInt64()}, *id, {}};
      const SQLite::Column value = rows.getColumn(3);
      const SQLite::Column sealed = rows.getColumn(4);
      if (value.isBlob() && value.getBytes() == kValueSize && sealed.isBlob()) {
        const ByteView numbers = blob_of(value);
        found.row = {found.user, *id, from_unix_ms(number_in(numbers.first(kNumberSize))),
                     Generation{number_in(numbers.last(kNumberSize))}, blob_of(sealed)};
      }
      if (!visit(found)) return;
    }
  });
}

void ReceiptRows::each(std::optional<UserId> user, const Reader::VisitReceipt& visit) {
  each_found(user, [&](const Found& found) {
    visit(found.user, found.id, found.row ? &*found.row : nullptr);
    return true;
  });
}

/// One of which nobody can tell how long it is to be kept was altered, or is of a later program.
std::vector<std::int64_t> ReceiptRows::over(Instant now, const std::vector<Age>& ages) {
  std::vector<std::int64_t> over;
  each_found(std::nullopt, [&](const Found& found) {
    if (found.row && is_over(*found.row, now, ages)) over.push_back(found.rowid);
    return true;
  });
  return over;
}

bool ReceiptRows::any_over(Instant now, const std::vector<Age>& ages) {
  return !over(now, ages).empty();
}

void ReceiptRows::insert(const ReceiptRow& row) {
  guarded(db_, [&] {
    const Bytes value = value_of(row);
    insert_(row.user, std::string_view(key_of(row.id)), ByteView(value), row.sealed).exec();
  });
}

void ReceiptRows::update(std::span<const ReceiptRow> rows) {
  if (rows.empty()) return;
  std::map<std::pair<UserId, MessageId>, std::int64_t> places;  // by one look for all of them
  const UserId user = rows.front().user;
  each_found(user, [&](const Found& found) {
    places.emplace(std::pair(found.user, found.id), found.rowid);
    return true;
  });
  guarded(db_, [&] {
    for (const ReceiptRow& row : rows) {
      const auto place = places.find({row.user, row.id});
      if (place == places.end()) continue;
      const Bytes value = value_of(row);
      update_(place->second, ByteView(value), row.sealed).exec();
    }
  });
}

std::int64_t ReceiptRows::remove(UserId user) {
  return guarded(db_, [&] { return std::int64_t{remove_(user).exec()}; });
}

std::int64_t ReceiptRows::remove_over(Instant now, const std::vector<Age>& ages) {
  const auto rowids = over(now, ages);
  guarded(db_, [&] {
    for (const std::int64_t rowid : rowids) remove_one_(rowid).exec();
  });
  return std::ssize(rowids);
}

}  // namespace mayfly::storage
