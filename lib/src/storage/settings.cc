#include "storage/settings.h"

#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <array>
#include <string>

#include "mayfly/error.h"

namespace mayfly::storage {
namespace {

struct Switch {
  int option;
  int value;
};

constexpr std::array<Switch, 7> kSwitches{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
}};

struct Setting {
  const char* name;
  const char* value;      // as set
  const char* read_back;  // as SQLite says it
};

// Why DELETE and not WAL, and why EXTRA: doc/design.md, "Storage".
constexpr std::array<Setting, 8> kSettings{{
    {"journal_mode", "DELETE", "delete"},
    {"synchronous", "EXTRA", "3"},
    {"secure_delete", "ON", "1"},
    {"temp_store", "MEMORY", "2"},
    {"cell_size_check", "ON", "1"},
    {"foreign_keys", "ON", "1"},
    {"mmap_size", "0", "0"},
    {"trusted_schema", "OFF", "0"},
}};

[[noreturn]] void did_not_hold(const std::string& what) {
  throw Error(ErrorKind::unexpected, "SQLite did not take the setting " + what);
}

/// The value that a PRAGMA statement answers; empty where it answers nothing.
std::string answer_of(SQLite::Database& db, const std::string& pragma) {
  SQLite::Statement statement(db, "PRAGMA " + pragma);
  return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
}

}  // namespace

void lock_down(SQLite::Database& db) {
  for (const Switch& s : kSwitches) {
    int now = -1;
    if (sqlite3_db_config(db.getHandle(), s.option, s.value, &now) != SQLITE_OK || now != s.value) {
      did_not_hold("db_config " + std::to_string(s.option));
    }
  }
}

void apply_settings(SQLite::Database& db) {
  for (const Setting& s : kSettings) {
    answer_of(db, std::string(s.name) + " = " + s.value);
    if (answer_of(db, s.name) != s.read_back) did_not_hold(s.name);
  }
}

}  // namespace mayfly::storage
