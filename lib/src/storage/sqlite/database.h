#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Savepoint.h>
#include <SQLiteCpp/Transaction.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "mayfly/bytes.h"
#include "storage/rows.h"

namespace mayfly::storage {

/// Asked when another process holds the database; `tries` counts from 0. Returns true when it is to
/// be tried again. Throws nothing.
using BusyHandler = std::function<bool(int tries)>;

/// Keeps all other writers out, for as long as what it returns lives.
using LockOutWriters = std::function<std::shared_ptr<void>()>;

/// An open vault database, checked and set up. One descriptor; nobody may open and close the file
/// beside it, since that would drop SQLite's POSIX locks.
class Database {
 public:
  /// Opens the vault at `path`. Throws Error{not_a_vault} or Error{authentication_failed} for what
  /// is none, and leaves it unchanged. Without `on_busy` it does not wait for other processes. One
  /// of an older format becomes one of today's, while `writers` are locked out; without them every
  /// vault is left unchanged.
  explicit Database(const std::filesystem::path& path, BusyHandler on_busy = nullptr,
                    LockOutWriters writers = nullptr);

  /// Makes a vault without users in the empty file at `path`.
  static void create(const std::filesystem::path& path, ByteView vault_id);

  /// Has `callback`, which must outlive the database, called every few milliseconds of work.
  void on_progress(const std::function<void()>& callback);

  /// kVaultIdSize random bytes that tell this vault from every other.
  const Bytes& vault_id() const noexcept { return vault_id_; }

  SQLite::Database& handle() noexcept { return db_; }

 private:
  void migrate(const LockOutWriters& writers);

  std::unique_ptr<BusyHandler> on_busy_;  // SQLite keeps its address
  SQLite::Database db_;
  Bytes vault_id_;
};

/// A write transaction (BEGIN IMMEDIATE). What is not committed is rolled back.
class WriteTransaction {
 public:
  /// Throws Error{busy} when it cannot begin.
  explicit WriteTransaction(Database& db);
  void commit();

 private:
  SQLite::Database& db_;
  SQLite::Transaction transaction_;
};

/// A place inside a write transaction to go back to.
class Savepoint {
 public:
  explicit Savepoint(Database& db);
  void release();

  /// False where there is nothing to go back to: released already, or the whole transaction was
  /// rolled back by SQLite.
  bool roll_back() noexcept;

 private:
  SQLite::Database& db_;
  SQLite::Savepoint savepoint_;
  bool open_ = true;
};

/// A read transaction: what is read in its life is of one moment.
class ReadTransaction {
 public:
  explicit ReadTransaction(Database& db);

 private:
  SQLite::Transaction transaction_;
};

}  // namespace mayfly::storage
