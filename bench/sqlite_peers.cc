// The shells of SQLite and SQLCipher: the same rows in the same schema, with the same durability.

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

#include "crypto/sealed_blob.h"
#include "peers.h"

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSettings = "PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; ";
constexpr std::size_t kMostInArguments = 4096;

/// A blob as large as a sealed message: as a literal, or from a file if it is too large for one.
std::string blob(const Workload& workload) {
  if (workload.size > kMostInArguments) {
    return fmt::format("readfile('{}')", workload.message.string());
  }
  std::string hex;
  while (hex.size() < 2 * crypto::sealed_size(workload.size)) hex += "5a";
  return "X'" + hex + "'";
}

std::string insert(const Workload& workload) {
  return "INSERT INTO messages (user_id, created_at, expires_at, window_end, generation, flags, "
         "name, "
         "sealed) VALUES (1, 1795500000000, 1795503600000, 1795503616000, 1, 0, NULL, " +
         blob(workload) + ")";
}

/// All of the blob, which a shell would print only up to the first zero byte.
std::string select(const Workload& workload) {
  const bool large = workload.size > kMostInArguments;
  return std::string("SELECT ") + (large ? "writefile('/dev/null', sealed)" : "sealed") +
         " FROM messages WHERE id = 1";
}

/// The vault's schema without what SQLCipher 3 does not know yet.
std::string schema_of(const fs::path& vault) {
  SQLite::Database db(vault.string(), SQLite::OPEN_READONLY);
  SQLite::Statement query(db,
                          "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
                          "AND name <> 'sqlite_sequence' ORDER BY rowid");
  std::string schema;
  while (query.executeStep()) schema += query.getColumn(0).getString() + "; ";
  for (const std::string word : {"STRICT, ", "STRICT"}) {
    for (auto at = schema.find(word); at != std::string::npos; at = schema.find(word)) {
      schema.erase(at, word.size());
    }
  }
  return schema;
}

}  // namespace

Peer sqlite3_shell(const Workload& workload) {
  const auto program = find_program("sqlite3");
  if (!program) return not_installed("sqlite3");
  const fs::path database = workload.household.home() / "sqlite3.db";
  fs::copy_file(vault_of(workload.household), database);
  return {"sqlite3", "no encryption", true,
          Command{{*program, database, kSettings + insert(workload) + " RETURNING id"}},
          Command{{*program, database, select(workload)}}};
}

Peer sqlcipher_shell(const Workload& workload) {
  const auto program = find_program("sqlcipher");
  if (!program) return not_installed("sqlcipher");
  const std::string database = workload.household.home() / "sqlcipher.db";
  // The key itself, as a key file gives it: a passphrase would cost its derivation at each start.
  const std::string key = fmt::format("PRAGMA key = \"x'{}'\"; ", std::string(64, 'a'));
  workload.household.run({{*program, database,
                           key + schema_of(vault_of(workload.household)) +
                               "INSERT INTO users VALUES (1, 'bench', 0); " + insert(workload)}});
  const std::string size = "SELECT length(sealed) FROM messages";
  if (std::stoul(workload.household.output_of({{*program, database, key + size}})) <
      workload.size) {
    return {"sqlcipher", "left out: its shell cannot read so large a file", true, {}, {}};
  }
  return {"sqlcipher", "", true,
          Command{{*program, database,
                   key + kSettings + insert(workload) + "; SELECT last_insert_rowid()"}},
          Command{{*program, database, key + select(workload)}}};
}

}  // namespace mayfly::bench
