#include "storage/database.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include "mayfly/error.h"
#include "storage/query.h"
#include "storage/schema.h"
#include "storage/settings.h"
#include "storage/sqlite_error.h"

namespace mayfly::storage {
namespace {

constexpr int kFlags =
    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

int ask(void* handler, int tries) {
  return (*static_cast<const BusyHandler*>(handler))(tries) ? 1 : 0;
}

/// `on_busy` may be empty, and must outlive the database.
SQLite::Database open_locked_down(const std::filesystem::path& path, BusyHandler& on_busy) {
  return guarded([&] {
    SQLite::Database db(path.string(), kFlags);
    if (on_busy) sqlite3_busy_handler(db.getHandle(), ask, &on_busy);
    sqlite3_extended_result_codes(db.getHandle(), 1);
    lock_down(db);
    return db;
  });
}

Bytes read_vault_id(SQLite::Database& db) {
  SQLite::Statement query(db, "SELECT vault_id FROM vault WHERE id = 1");
  if (!query.executeStep()) {
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: it has no vault id");
  }
  Bytes id = bytes_of(query.getColumn(0));
  if (id.size() != kVaultIdSize) refuse_value();
  return id;
}

SQLite::Transaction begin(Database& db, SQLite::TransactionBehavior behavior) {
  return guarded([&] { return SQLite::Transaction(db.handle(), behavior); });
}

}  // namespace

Database::Database(const std::filesystem::path& path, BusyHandler on_busy, bool look_only)
    : on_busy_(std::make_unique<BusyHandler>(std::move(on_busy))),
      db_(open_locked_down(path, *on_busy_)) {
