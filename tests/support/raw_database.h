#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <string>

namespace mayfly::test {

/// The database as it is for an attacker who can write the file: plain SQLite, no locks of ours,
/// nothing synced.
class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path)
      : db_(path.string(), SQLite::OPEN_READWRITE, 1000) {
    run("PRAGMA synchronous = OFF");
  }

  void run(const std::string& sql) { db_.exec(sql); }

  /// One value, as text.
  std::string look(const std::string& sql) { return db_.execAndGet(sql).getString(); }

 private:
  SQLite::Database db_;
};

}  // namespace mayfly::test
