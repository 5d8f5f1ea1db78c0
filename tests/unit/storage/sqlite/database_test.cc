#include "storage/sqlite/database.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include "platform/private_file.h"
#include "storage/sqlite/schema.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::storage;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct DatabaseFixture {
  TempFolder folder;
  std::filesystem::path path = folder / "vault.db";
  Bytes id = Bytes(kVaultIdSize, 0x5a);

  DatabaseFixture() {
    platform::create_private_file(path);
    Database::create(path, id);
  }
};

std::string pragma(Database& db, const std::string& name) {
  return db.handle().execAndGet("PRAGMA " + name).getString();
}

int config(Database& db, int option) {
  int value = -1;
  sqlite3_db_config(db.handle().getHandle(), option, -1, &value);
  return value;
}

}  // namespace

TEST_CASE_METHOD(DatabaseFixture, "a new database says what it is", "[database]") {
  Database db(path);
  CHECK(db.vault_id() == id);
  CHECK(pragma(db, "application_id") == std::to_string(0x4d59464c));
  CHECK(pragma(db, "user_version") == "2");
  CHECK(pragma(db, "integrity_check") == "ok");
}

TEST_CASE_METHOD(DatabaseFixture, "every setting holds", "[database]") {
  Database db(path);
  CHECK(pragma(db, "journal_mode") == "delete");
  CHECK(pragma(db, "synchronous") == "3");
  CHECK(pragma(db, "secure_delete") == "1");
  CHECK(pragma(db, "temp_store") == "2");
  CHECK(pragma(db, "cell_size_check") == "1");
  CHECK(pragma(db, "foreign_keys") == "1");
  CHECK(pragma(db, "mmap_size") == "0");
  CHECK(pragma(db, "trusted_schema") == "0");
  CHECK(config(db, SQLITE_DBCONFIG_DEFENSIVE) == 1);
  CHECK(config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER) == 0);
  CHECK(config(db, SQLITE_DBCONFIG_ENABLE_VIEW) == 0);
  CHECK(config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION) == 0);
}

TEST_CASE_METHOD(DatabaseFixture, "a vault that somebody set to WAL is set back", "[database]") {
  RawDatabase(path).run("PRAGMA journal_mode = WAL");
  Database db(path, nullptr, [] { return nullptr; });
  CHECK(pragma(db, "journal_mode") == "delete");
}

TEST_CASE_METHOD(DatabaseFixture, "the tables are strict and migrations run once", "[database]") {
  Database db(path);
  CHECK(db.handle()
            .execAndGet(
                "SELECT group_concat(strict, '') FROM pragma_table_list WHERE schema = 'main' "
                "AND name NOT LIKE 'sqlite_%'")
            .getString() == "11111");
  migrate(db.handle());  // nothing left to do
  CHECK(pragma(db, "user_version") == "2");
}

TEST_CASE_METHOD(DatabaseFixture, "a database without its vault id is damaged", "[database]") {
  RawDatabase(path).run("DELETE FROM vault");
  CHECK(error_kind([&] { Database{path}; }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(DatabaseFixture, "what is not committed is rolled back", "[database]") {
  Database db(path);
  {
    WriteTransaction transaction(db);
    db.handle().exec("INSERT INTO users (name, created_at) VALUES ('x', 1)");
  }
  CHECK(RawDatabase(path).look("SELECT count(*) FROM users") == "0");
  WriteTransaction transaction(db);
  db.handle().exec("INSERT INTO users (name, created_at) VALUES ('x', 1)");
  transaction.commit();
  CHECK(RawDatabase(path).look("SELECT count(*) FROM users") == "1");
}

TEST_CASE_METHOD(DatabaseFixture, "a symbolic link is not followed", "[database]") {
  std::filesystem::create_symlink(path, folder / "link.db");
  CHECK(error_kind([&] { Database(folder / "link.db"); }) == ErrorKind::unsafe_permissions);
}

TEST_CASE_METHOD(DatabaseFixture, "a transaction that cannot begin is busy", "[database]") {
  RawDatabase other(path);
  std::vector<int> tries;
  Database db(path, [&](int n) {
    tries.push_back(n);
    return n < 2;
  });
  other.run("BEGIN IMMEDIATE");
  CHECK(error_kind([&] { WriteTransaction transaction(db); }) == ErrorKind::busy);
  CHECK(tries == std::vector{0, 1, 2});  // and not asked again
  other.run("ROLLBACK");
  CHECK_FALSE(error_kind([&] { WriteTransaction transaction(db); }));
}
