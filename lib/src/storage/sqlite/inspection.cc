#include "storage/sqlite/inspection.h"

#include <SQLiteCpp/Statement.h>

#include "storage/sqlite/query.h"

namespace mayfly::storage {
namespace {

constexpr const char* kUserProblems =
    "SELECT 'user ' || id || ' has no key slot' FROM users "
    "WHERE id NOT IN (SELECT user_id FROM key_slots) UNION ALL "
    "SELECT 'key slot ' || slot || ' of user ' || user_id || ' is none of ours' FROM key_slots "
    "WHERE slot < 1 OR slot > 2147483647 OR kind < 1 OR kind = 1 AND length(params) <> 0 OR "
    "kind = 2 AND length(params) <> 28 OR kind <= 2 AND length(kek_id) <> 16 OR kind <= 2 AND "
    "(length(sealed_key) NOT BETWEEN 96 AND 240 OR length(sealed_key) % 16 <> 0)";

// A row that no store of ours can have made is told of as such.
constexpr const char* kCounterProblems =
    "SELECT 'the counter of ids was altered' FROM (SELECT "
    "(SELECT max(id) FROM messages WHERE id < 2251799813685248) AS largest, "
    "(SELECT seq FROM sqlite_sequence WHERE name = 'messages') AS counter) "
    "WHERE counter IS NULL AND largest IS NOT NULL "
    "OR counter IS NOT NULL AND (typeof(counter) <> 'integer' "
    "OR counter NOT BETWEEN coalesce(largest, 0) AND 1125899906842623)";

std::optional<MessageRow> row_of(SQLite::Statement& found) try {
  const auto number = [&](int column) { return number_of(found.getColumn(column)); };
  MessageRow row{{number(0), number(1), number(2), number(3), number(4), number(5), number(6)},
                 std::nullopt,
                 blob_of(found.getColumn(8))};
  if (!found.getColumn(7).isNull()) row.name = blob_of(found.getColumn(7));
  return row;
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace

std::vector<std::string> structural_problems(Database& db) {
  return guarded(db.handle(), [&] {
    std::vector<std::string> problems;
    SQLite::Statement pages(db.handle(), "PRAGMA integrity_check(20)");
    while (pages.executeStep()) {
      const std::string text = pages.getColumn(0).getString();
      if (text != "ok") problems.push_back(text);
    }
    if (!problems.empty()) {  // a page that cannot be read is one of them
      if (const auto failure = failed_read(db.handle())) throw Error(*failure);
    }
    SQLite::Statement references(db.handle(), "PRAGMA foreign_key_check");
    while (references.executeStep()) {
      const std::string rowid = references.getColumn(1).getString();  // none WITHOUT ROWID
      problems.push_back((rowid.empty() ? "a row" : "row " + rowid) + " of " +
                         references.getColumn(0).getString() + " refers to no " +
                         references.getColumn(2).getString());
    }
    for (const char* sql : {kUserProblems, kCounterProblems}) {
      SQLite::Statement found(db.handle(), sql);
      while (found.executeStep()) problems.push_back(found.getColumn(0).getString());
    }
    return problems;
  });
}

void each_user(Database& db,
               const std::function<void(std::int64_t id, const std::string& name)>& visit) {
  guarded(db.handle(), [&] {
    SQLite::Statement rows(db.handle(), "SELECT id, name FROM users ORDER BY id");
    while (rows.executeStep()) visit(rows.getColumn(0).getInt64(), rows.getColumn(1).getString());
  });
}

void each_message(Database& db,
                  const std::function<void(std::int64_t id, const MessageRow* row)>& visit) {
  guarded(db.handle(), [&] {
    SQLite::Statement rows(db.handle(), kEveryMessage);
    while (rows.executeStep()) {
      const auto row = row_of(rows);
      visit(rows.getColumn(0).getInt64(), row ? &*row : nullptr);
    }
  });
}

}  // namespace mayfly::storage
