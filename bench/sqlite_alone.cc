#include "sqlite_alone.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "stopwatch.h"

namespace mayfly::bench {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Statement prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string("SQLite alone: ") + sqlite3_errmsg(db));
  }
  return {statement, sqlite3_finalize};
}

constexpr int kTtlMs = 600'000;

}  // namespace

SqliteAlone::SqliteAlone(const std::filesystem::path& database)
    : database_(database, nullptr, [] { return nullptr; }), db_(database_.handle().getHandle()) {}

void SqliteAlone::require(bool holds) {
  if (!holds) throw std::runtime_error(std::string("SQLite alone: ") + sqlite3_errmsg(db_));
}

void SqliteAlone::execute(const char* sql) {
  require(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

double SqliteAlone::insert(std::int64_t rows, std::size_t blob_size, Instant now) {
  const Bytes blob(blob_size, 0x5a);
  const Stopwatch stopwatch;
  execute("BEGIN IMMEDIATE");
  const Statement statement =
      prepare(db_,
              "INSERT INTO messages (id, user_id, created_at, expires_at, window_end, generation, "
              "flags, name, sealed) VALUES (?, 1, ?, ?, ?, 1, 0, NULL, ?)");
  for (std::int64_t id = 1; id <= rows; ++id) {
    sqlite3_bind_int64(statement.get(), 1, id);
    sqlite3_bind_int64(statement.get(), 2, to_unix_ms(now));
    sqlite3_bind_int64(statement.get(), 3, to_unix_ms(now) + kTtlMs);
    sqlite3_bind_int64(statement.get(), 4, to_unix_ms(now) + kTtlMs);
    sqlite3_bind_blob(statement.get(), 5, blob.data(), static_cast<int>(blob.size()),
                      SQLITE_STATIC);
    require(sqlite3_step(statement.get()) == SQLITE_DONE);
    sqlite3_reset(statement.get());
  }
  execute("COMMIT");
  return stopwatch.seconds();
}

double SqliteAlone::read(std::int64_t rows) {
  const Stopwatch stopwatch;
  const Statement statement = prepare(db_, "SELECT * FROM messages ORDER BY id");
  std::int64_t found = 0;
  Bytes blob;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    const int column = sqlite3_column_count(statement.get()) - 1;
    const auto* bytes =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(statement.get(), column));
    blob.assign(bytes, bytes + sqlite3_column_bytes(statement.get(), column));
    ++found;
  }
  require(found == rows);
  return stopwatch.seconds();
}

double SqliteAlone::delete_expired(Instant now, std::int64_t rows) {
  const Stopwatch stopwatch;
  execute("BEGIN IMMEDIATE");
  const Statement statement = prepare(db_, "DELETE FROM messages WHERE expires_at <= ?");
  sqlite3_bind_int64(statement.get(), 1, to_unix_ms(now));
  require(sqlite3_step(statement.get()) == SQLITE_DONE);
  execute("COMMIT");
  const double seconds = stopwatch.seconds();
  require(sqlite3_changes64(db_) == rows);
  return seconds;
}

}  // namespace mayfly::bench
