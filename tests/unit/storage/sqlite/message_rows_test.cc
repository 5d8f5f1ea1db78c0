// What only the engine of SQLite does; what every engine must do is in store_contract_test.cc.

#include "storage/sqlite/message_rows.h"

#include <SQLiteCpp/Statement.h>

#include "platform/private_file.h"
#include "storage/sqlite/user_rows.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::storage;
using namespace mayfly::test;

namespace {

struct RowsFixture {
  TempFolder folder;
  std::filesystem::path path = made(folder / "vault.db");
  Database db{path};
  MessageRows rows{db};
  UserRows users{db};

  static std::filesystem::path made(const std::filesystem::path& path) {
    platform::create_private_file(path);
    Database::create(path, Bytes(kVaultIdSize));
    return path;
  }
};

}  // namespace

TEST_CASE_METHOD(RowsFixture, "every query runs on an index", "[rows]") {
  std::vector<const char*> queries = rows.queries();
  for (const char* query : users.queries()) queries.push_back(query);
  int plans = 0;
  for (const std::string query : queries) {
    CAPTURE(query);
    SQLite::Statement plan(db.handle(), "EXPLAIN QUERY PLAN " + query);
    while (plan.executeStep()) {
      const std::string step = plan.getColumn(3).getString();
      CAPTURE(step);
      ++plans;
      CHECK(step.find("TEMP B-TREE") == std::string::npos);
      // It has one row for each table, and no index.
      const bool sequence = step == "SCAN sqlite_sequence";
      const bool frame = step.find("SCALAR SUBQUERY") == 0 || step == "SCAN CONSTANT ROW";
      CHECK((sequence || frame || step.find("SEARCH") == 0));
    }
  }
  CHECK(plans >= 12);
}
