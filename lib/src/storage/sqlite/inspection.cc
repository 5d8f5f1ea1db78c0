#include "storage/sqlite/inspection.h"

#include <SQLiteCpp/Statement.h>

#include "storage/sqlite/query.h"
#include "values/plausible.h"

namespace mayfly::storage {
namespace {

// A row that mayfly cannot have written is reported as such.
constexpr const char* kCounterProblem =
    "SELECT 'the counter of ids was altered' FROM (SELECT "
    "(SELECT max(id) FROM messages WHERE id < 2251799813685248) AS largest, "
    "(SELECT seq FROM sqlite_sequence WHERE name = 'messages') AS counter) "
    "WHERE counter IS NULL AND largest IS NOT NULL "
    "OR counter IS NOT NULL AND (typeof(counter) <> 'integer' "
    "OR counter NOT BETWEEN coalesce(largest, 0) AND 1125899906842623)";

static_assert(kFar.count() == 2251799813685248 && kMostCounted == 1125899906842624);

std::optional<MessageRow> row_of(SQLite::Statement& found) try {
  const auto number = [&](int column) { return integer_of(found.getColumn(column)); };
  const auto instant = [&](int column) { return from_unix_ms(number(column)); };
  MessageRow row{{number(0), UserId{number(1)}, instant(2), instant(3), instant(4),
                  Generation{number(5)}, number(6)},
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
    SQLite::Statement counter(db.handle(), kCounterProblem);
    while (counter.executeStep()) problems.push_back(counter.getColumn(0).getString());
    return problems;
  });
}

void each_message(Database& db,
                  const std::function<void(MessageId id, const MessageRow* row)>& visit) {
  guarded(db.handle(), [&] {
    SQLite::Statement rows(db.handle(), kEveryMessage);
    while (rows.executeStep()) {
      const auto row = row_of(rows);
      visit(rows.getColumn(0).getInt64(), row ? &*row : nullptr);
    }
  });
}

}  // namespace mayfly::storage
