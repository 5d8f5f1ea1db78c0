#include "storage/sqlite/schema.h"

#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "mayfly/error.h"
#include "storage/sqlite/message_rows.h"

namespace mayfly::storage {
namespace {

// One statement each, so that what SQLite keeps of them can be compared letter by letter.
constexpr std::array<std::string_view, 9> kSchema{
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
    "CREATE TABLE attributes (scope INTEGER NOT NULL, key TEXT NOT NULL, value BLOB, sealed BLOB) "
    "STRICT",
};

/// How many of them each format has; it has those in front.
constexpr std::array<std::size_t, kFormatVersion + 1> kTexts{0, 8, 9};

void make_texts(SQLite::Database& db, int format) {
  const auto number = static_cast<std::size_t>(format);
  for (std::size_t i = kTexts.at(number - 1); i < kTexts.at(number); ++i)
    db.exec(std::string(kSchema.at(i)));
}

void make_format_1(SQLite::Database& db) {
  make_texts(db, 1);
  db.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
}

/// What was sealed stays so, and says that its associated data is that of format 1.
void make_format_2(SQLite::Database& db) {
  make_texts(db, 2);
  db.exec("UPDATE messages SET flags = flags | " + std::to_string(kFlagFormat1) +
          " WHERE typeof(flags) = 'integer'");
}

using Migration = void (*)(SQLite::Database&);

// kMigrations[n] takes a database from version n to n + 1.
constexpr std::array<Migration, kFormatVersion> kMigrations{make_format_1, make_format_2};

int version_of(SQLite::Database& db) {
  return db.execAndGet("PRAGMA user_version").getInt();
}

}  // namespace

int format_of(SQLite::Database& db) {
  if (db.execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    throw Error(ErrorKind::not_a_vault, "not a vault: the file was not made by mayfly");
  }
  const int version = version_of(db);
  if (version < 1) {
    throw Error(ErrorKind::not_a_vault,
                "the vault's format is " + std::to_string(version) + ", which does not exist",
                "restore it from a copy");
  }
  if (version > kFormatVersion) {
    throw Error(ErrorKind::not_a_vault,
                "the vault has format " + std::to_string(version) +
                    ", and this mayfly knows formats up to " + std::to_string(kFormatVersion),
                "update mayfly");
  }
  return version;
}

void migrate(SQLite::Database& db) {
  for (int version = version_of(db); version < kFormatVersion; ++version) {
    kMigrations.at(static_cast<std::size_t>(version))(db);
    db.exec("PRAGMA user_version = " + std::to_string(version + 1));
  }
}

void require_known_schema(SQLite::Database& db, int format) {
  // Rows without a text are the indexes that SQLite makes for UNIQUE; sqlite_sequence is its own as
  // well, and what ANALYZE makes.
  SQLite::Statement found(db,
                          "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                          "AND sql NOT IN ('CREATE TABLE sqlite_sequence(name,seq)', "
                          "'CREATE TABLE sqlite_stat1(tbl,idx,stat)', "
                          "'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)') "
                          "ORDER BY rowid");
  // In whatever order: VACUUM puts the tables first.
  const auto texts = std::span(kSchema).first(kTexts.at(static_cast<std::size_t>(format)));
  std::size_t known = 0;
  std::size_t others = 0;
  while (found.executeStep())
    ++(std::ranges::count(texts, std::string_view(found.getColumn(0).getText())) == 1 ? known
                                                                                      : others);
  if (known != texts.size() || others > 0) {
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: its tables were altered");
  }
}

}  // namespace mayfly::storage
