#include "storage/sqlite/settings.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <array>
#include <string>

#include "mayfly/error.h"
#include "mayfly/process.h"

namespace mayfly::storage {
namespace {

struct Switch {
  int option;
  int value;
};

constexpr std::array<Switch, 8> kSwitches{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
}};

struct Setting {
  const char* set;        // what is executed
  const char* ask;        // what tells the value then; empty if `set` itself does
  const char* read_back;  // what it must tell
};

// Why DELETE and not WAL, and why EXTRA: doc/design.md, "Storage".
constexpr std::array<Setting, 4> kOfConnection{{
    {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
    {"PRAGMA secure_delete = ON", "", "1"},
    {"PRAGMA mmap_size = 0", "", "0"},
    {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2"},
}};
constexpr std::array<Setting, 2> kOfFile{{
    {"PRAGMA journal_mode = DELETE", "", "delete"},
    {"PRAGMA synchronous = EXTRA", "PRAGMA synchronous", "3"},
}};

[[noreturn]] void did_not_hold(const std::string& what) {
  throw Error(ErrorKind::unexpected, "SQLite did not take the setting " + what);
}

/// The value that a statement answers; empty if it answers nothing.
std::string answer_of(SQLite::Database& db, const char* pragma) {
  SQLite::Statement statement(db, pragma);
  return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
}

template <std::size_t kCount>
void apply(SQLite::Database& db, const std::array<Setting, kCount>& settings) {
  for (const Setting& s : settings) {
    std::string answer = answer_of(db, s.set);
    if (*s.ask != '\0') answer = answer_of(db, s.ask);
    if (answer != s.read_back) did_not_hold(s.set);
  }
}

}  // namespace

void lock_down(SQLite::Database& db) {
  for (const Switch& s : kSwitches) {
    int now = -1;
    if (sqlite3_db_config(db.getHandle(), s.option, s.value, &now) != SQLITE_OK || now != s.value) {
      did_not_hold("db_config " + std::to_string(s.option));
    }
  }
  apply(db, kOfConnection);
}

void set_up_file(SQLite::Database& db) {
  apply(db, kOfFile);
}

void set_up_look(SQLite::Database& db) {
  const std::string mode = answer_of(db, "PRAGMA journal_mode");
  if (mode == "delete") return set_up_file(db);  // which changes nothing then
  throw Error(ErrorKind::not_a_vault, Reason::foreign_journal,
              "another program has set the vault's journal to " + mode);
}

}  // namespace mayfly::storage

/// SQLite would allocate and touch twenty pages at the first open, and a short process needs half
/// of them. For the whole process.
void mayfly::tune_for_one_call() {
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
}
