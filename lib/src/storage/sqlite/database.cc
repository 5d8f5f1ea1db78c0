#include "storage/sqlite/database.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <cerrno>

#include "mayfly/error.h"
#include "storage/sqlite/query.h"
#include "storage/sqlite/schema.h"
#include "storage/sqlite/settings.h"
#include "storage/sqlite/sqlite_error.h"

namespace mayfly::storage {
namespace {

constexpr int kFlags =
    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

/// For a file system that cannot lock nobody waits.
int ask(void* handler, int tries) {
  if (cannot_lock(errno)) return 0;
  return (*static_cast<const BusyHandler*>(handler))(tries) ? 1 : 0;
}

/// `on_busy` may be empty, and must outlive the database.
SQLite::Database open_locked_down(const std::filesystem::path& path, BusyHandler& on_busy) {
  auto db = guarded([&] { return SQLite::Database(path.string(), kFlags); });
  if (on_busy) sqlite3_busy_handler(db.getHandle(), ask, &on_busy);
  sqlite3_extended_result_codes(db.getHandle(), 1);
  guarded(db, [&] { lock_down(db); });
  return db;
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
  return guarded(db.handle(), [&] { return SQLite::Transaction(db.handle(), behavior); });
}

}  // namespace

Database::Database(const std::filesystem::path& path, BusyHandler on_busy, LockOutWriters writers)
    : on_busy_(std::make_unique<BusyHandler>(std::move(on_busy))),
      db_(open_locked_down(path, *on_busy_)) {
  guarded(db_, [&] {
    bool is_older = false;
    {
      const SQLite::Transaction one_moment(db_);
      const int format = format_of(db_);
      require_known_schema(db_, format);
      vault_id_ = read_vault_id(db_);
      is_older = format < kFormatVersion;
    }
    if (is_older) migrate(writers);
    writers ? set_up_file(db_) : set_up_look(db_);
  });
}

void Database::migrate(const LockOutWriters& writers) {
  if (!writers) {
    throw Error(ErrorKind::not_a_vault, Reason::older_format, "the vault is of an older format");
  }
  const auto no_others = writers();
  set_up_file(db_);
  SQLite::Transaction transaction(db_, SQLite::TransactionBehavior::IMMEDIATE);
  require_known_schema(db_, format_of(db_));  // another process may have been faster
  storage::migrate(db_);
  require_known_schema(db_, kFormatVersion);
  transaction.commit();
}

void Database::create(const std::filesystem::path& path, ByteView vault_id) {
  BusyHandler nobody_else_knows_it;
  SQLite::Database db = open_locked_down(path, nobody_else_knows_it);
  guarded(db, [&] {
    set_up_file(db);
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    storage::migrate(db);
    SQLite::Statement insert(db, "INSERT INTO vault (id, vault_id) VALUES (1, ?)");
    insert.bindNoCopy(1, vault_id.data(), static_cast<int>(vault_id.size()));
    insert.exec();
    transaction.commit();
  });
}

void Database::on_progress(const std::function<void()>& callback) {
  constexpr int kInstructions = 1'000'000;  // of SQLite's virtual machine
  sqlite3_progress_handler(
      db_.getHandle(), kInstructions,
      [](void* work) {
        (*static_cast<const std::function<void()>*>(work))();
        return 0;
      },
      const_cast<std::function<void()>*>(&callback));
}

WriteTransaction::WriteTransaction(Database& db)
    : db_(db.handle()), transaction_(begin(db, SQLite::TransactionBehavior::IMMEDIATE)) {}

void WriteTransaction::commit() {
  guarded(db_, [&] { transaction_.commit(); });
}

Savepoint::Savepoint(Database& db)
    : db_(db.handle()),
      savepoint_(guarded(db_, [&] { return SQLite::Savepoint(db_, "before_work"); })) {}

void Savepoint::release() {
  open_ = false;
  guarded(db_, [&] { savepoint_.release(); });
}

bool Savepoint::roll_back() noexcept try {
  if (!open_) return false;
  savepoint_.rollback();
  return true;
} catch (const std::exception&) {
  return false;
}

ReadTransaction::ReadTransaction(Database& db)
    : transaction_(begin(db, SQLite::TransactionBehavior::DEFERRED)) {}

}  // namespace mayfly::storage
