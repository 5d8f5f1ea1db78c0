#include "storage/schema.h"

#include <SQLiteCpp/Statement.h>

#include <array>
#include <string>
#include <string_view>

#include "mayfly/error.h"

namespace mayfly::storage {
namespace {

// One statement each, so that what SQLite keeps of them can be compared letter by letter.
constexpr std::array<std::string_view, 8> kSchema{
    "CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), "
    "vault_id BLOB NOT NULL CHECK (length(vault_id) = 16)) STRICT",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
    "created_at INTEGER NOT NULL) STRICT",
    "CREATE TABLE key_slots (user_id INTEGER NOT NULL REFERENCES users (id), "
    "slot INTEGER NOT NULL, kind INTEGER NOT NULL, created_at INTEGER NOT NULL, "
    "params BLOB NOT NULL, kek_id BLOB NOT NULL, sealed_key BLOB NOT NULL, PRIMARY KEY (user_id, "
    "slot)) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "user_id INTEGER NOT NULL REFERENCES users (id), created_at INTEGER NOT NULL, "
    "expires_at INTEGER NOT NULL, window_end INTEGER NOT NULL, generation INTEGER NOT NULL, "
    "flags INTEGER NOT NULL, name BLOB, sealed BLOB NOT NULL) STRICT",
    "CREATE INDEX messages_by_expiry ON messages (expires_at)",
    "CREATE INDEX messages_by_generation ON messages (generation)",
    "CREATE INDEX messages_by_user ON messages (user_id)",
    "CREATE INDEX messages_by_name ON messages (user_id) WHERE name IS NOT NULL",
};

void make_format_1(SQLite::Database& db) {
  for (const std::string_view statement : kSchema) db.exec(std::string(statement));
  db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
}

using Migration = void (*)(SQLite::Database&);

// kMigrations[n] takes a database from version n to n + 1.
constexpr std::array<Migration, kFormatVersion> kMigrations{make_format_1};

int version_of(SQLite::Database& db) {
  return db.execAndGet("PRAGMA user_version").getInt();
}

}  // namespace

void require_vault_header(SQLite::Database& db) {
  if (db.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    throw Error(ErrorKind::not_a_vault, "not a vault: the file was not made by mayfly");
  }
  const int version = version_of(db);
  if (version < 1) {
    throw Error(ErrorKind::not_a_vault,
                "the vault's format is " + std::to_string(version) + ", which none has",
                "restore it from a copy");
  }
  if (version > kFormatVersion) {
    throw Error(ErrorKind::not_a_vault,
                "the vault has format " + std::to_string(version) + ", this mayfly knows up to " +
                    std::to_string(kFormatVersion),
                "update mayfly");
  }
}

void migrate(SQLite::Database& db) {
  for (int version = version_of(db); version < kFormatVersion; ++version) {
    kMigrations.at(static_cast<std::size_t>(version))(db);
    db.exec("PRAGMA user_version = " + std::to_string(version + 1));
  }
}

void require_known_schema(SQLite::Database& db) {
  // Rows without a text are the indexes that SQLite makes for UNIQUE; sqlite_sequence is its own as
  // well, and what ANALYZE makes.
  SQLite::Statement found(db,
                          "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                          "AND sql NOT IN ('CREATE TABLE sqlite_sequence(name,seq)', "
                          "'CREATE TABLE sqlite_stat1(tbl,idx,stat)', "
                          "'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)') "
                          "ORDER BY rowid");
  std::size_t known = 0;
  while (found.executeStep()) {
    if (known == kSchema.size() || found.getColumn(0).getText() != kSchema[known]) {
      known = kSchema.size() + 1;
      break;
    }
    ++known;
  }
  if (known != kSchema.size()) {
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: its tables were altered");
  }
}

}  // namespace mayfly::storage
