#include "storage/sqlite/message_rows.h"

#include <SQLiteCpp/Statement.h>

#include "platform/private_file.h"
#include "storage/sqlite/user_rows.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::storage;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct RowsFixture {
  TempFolder folder;
  std::filesystem::path path = made(folder / "vault.db");
  Database db{path};
  MessageRows rows{db};
  UserRows users{db};
  std::int64_t james = users.insert("james", 5);
  std::int64_t anna = users.insert("anna", 6);

  static std::filesystem::path made(const std::filesystem::path& path) {
    platform::create_private_file(path);
    Database::create(path, Bytes(kVaultIdSize));
    return path;
  }
  std::int64_t add(std::int64_t user, std::int64_t expires_at, const char* name = nullptr) {
    const std::int64_t id = rows.next_id();
    const auto sealed_name = name == nullptr ? std::nullopt : std::optional(as_bytes(name));
    rows.insert({{id, user, 1, expires_at, expires_at + 5, id + 10, name == nullptr ? 0 : 1},
                 sealed_name,
                 as_bytes("sealed")});
    return id;
  }
};

}  // namespace

TEST_CASE_METHOD(RowsFixture, "a row comes back as it was", "[rows]") {
  const std::int64_t id = add(james, 100, "n");
  bool seen = false;
  CHECK(rows.find(james, id, 99, [&](const MessageRow& row) {
    seen = true;
    CHECK(row.head.id == id);
    CHECK(row.head.user_id == james);
    CHECK(row.head.created_at == 1);
    CHECK(row.head.expires_at == 100);
    CHECK(row.head.window_end == 105);
    CHECK(row.head.generation == id + 10);
    CHECK(row.head.flags == 1);
    CHECK(as_text(*row.name) == "n");
    CHECK(as_text(row.sealed) == "sealed");
  }));
  CHECK(seen);
}

TEST_CASE_METHOD(RowsFixture, "rows of others, of other ids, and expired ones are not found",
                 "[rows]") {
  const std::int64_t id = add(james, 100);
  const auto unexpected = [](const MessageRow&) { FAIL("found"); };
  CHECK_FALSE(rows.find(anna, id, 1, unexpected));
  CHECK_FALSE(rows.find(james, id + 1, 1, unexpected));
  CHECK_FALSE(rows.find(james, id, 100, unexpected));
  CHECK_FALSE(rows.remove(anna, id, 1));
  CHECK_FALSE(rows.remove(james, id, 100));
  CHECK(rows.remove(james, id, 99) == id + 10);
}

TEST_CASE_METHOD(RowsFixture, "expired rows of every user are deleted, at their very instant",
                 "[rows]") {
  add(james, 100);
  add(anna, 100);
  add(james, 101);
  CHECK_FALSE(rows.any_expired(99));
  CHECK(rows.any_expired(100));
  CHECK(rows.expired(100).count == 2);
  const auto deleted = rows.delete_expired(100);
  CHECK(deleted.count == 2);
  CHECK(deleted.earliest == 100);
  CHECK_FALSE(rows.any_expired(100));
  CHECK(rows.delete_expired(100).count == 0);
  CHECK(rows.expired(100).count == 0);
  CHECK(rows.list(james, 0).size() == 1);
}

TEST_CASE_METHOD(RowsFixture, "ids rise through the whole vault and are never used again",
                 "[rows]") {
  CHECK(add(james, 100) == 1);
  CHECK(add(anna, 100) == 2);
  rows.delete_expired(100);
  CHECK(rows.next_id() == 3);
  CHECK(add(james, 100) == 3);
}

TEST_CASE_METHOD(RowsFixture, "lists are the user's own, live, oldest first", "[rows]") {
  add(james, 300, "a");
  add(anna, 300);
  add(james, 200);
  add(james, 400, "b");
  const auto all = rows.list(james, 200);
  REQUIRE(all.size() == 2);
  CHECK(all[0].head.id == 1);
  CHECK(all[1].head.id == 4);
  CHECK(all[1].sealed_size == 6);
  CHECK(rows.list_named(james, 300).size() == 1);
  CHECK(rows.latest(james, 0, 0) == 4);
  CHECK(rows.latest(james, 0, 1) == 3);  // without a name
  CHECK(rows.latest(james, 400, 0) == std::nullopt);
  CHECK(rows.first_to_expire(200, 2) == std::vector<std::int64_t>{1, 2});
  CHECK(rows.last_generation() == 14);
  CHECK(rows.any_of_generation(14));
  const auto removed = rows.remove_all(james, 200);
  CHECK(removed.live == 2);
  CHECK(removed.generations == std::set<std::int64_t>{11, 13, 14});
  CHECK_FALSE(rows.any_of_generation(14));
  CHECK(rows.list(james, 0).empty());
  CHECK(rows.list(anna, 0).size() == 1);
}

TEST_CASE_METHOD(RowsFixture, "a message of no known user cannot be stored", "[rows]") {
  CHECK_THROWS(add(99, 100));
}

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
      // One row a table, in a table without an index.
      const bool sequence = step == "SCAN sqlite_sequence";
      const bool frame = step.find("SCALAR SUBQUERY") == 0 || step == "SCAN CONSTANT ROW";
      CHECK((sequence || frame || step.find("SEARCH") == 0));
    }
  }
  CHECK(plans >= 12);
}

TEST_CASE_METHOD(RowsFixture, "users and key slots come back as they were", "[rows]") {
  CHECK(users.find("james") == james);
  CHECK(users.find("nobody") == std::nullopt);
  CHECK_THROWS(users.insert("james", 7));
  users.insert_slot(james, {1, 1, 9, Bytes{6}, Bytes{1, 2}, Bytes{3, 4, 5}});
  const auto slots = users.slots(james);
  REQUIRE(slots.size() == 1);
  CHECK(slots[0].slot == 1);
  CHECK(slots[0].created_at == 9);
  CHECK(slots[0].params == Bytes{6});
  CHECK(slots[0].kek_id == Bytes{1, 2});
  CHECK(slots[0].sealed_key == Bytes{3, 4, 5});
  CHECK(users.slots(anna).empty());
  CHECK_THROWS(users.insert_slot(james, {1, 1, 9, {}, {}, {}}));

  users.insert_slot(james, {2, 2, 9, {}, {}, Bytes{7}});
  users.update_slot(james, 2, Bytes{8});
  CHECK(users.slots(james)[0].sealed_key == Bytes{3, 4, 5});
  CHECK(users.slots(james)[1].sealed_key == Bytes{8});
  users.delete_slot(james, 1);
  REQUIRE(users.slots(james).size() == 1);
  CHECK(users.slots(james)[0].slot == 2);
}

TEST_CASE_METHOD(RowsFixture, "what has aged expires earlier, for every query", "[rows]") {
  const std::int64_t oldest = add(james, 100);  // of generation 11
  const std::int64_t older = add(james, 100);   // 12
  const std::int64_t young = add(james, 100);   // 13
  rows.set_ages({{11, 50}, {12, 20}});
  const auto live = [&](std::int64_t now) {
    std::vector<std::int64_t> ids;
    for (const MessageSummary& row : rows.list(james, now)) ids.push_back(row.head.id);
    for (const std::int64_t id : {oldest, older, young}) {
      const bool listed = std::ranges::count(ids, id) == 1;
      CHECK(rows.find(james, id, now, [](const MessageRow&) {}) == listed);
      CHECK(rows.head_of(james, id, now).has_value() == listed);
    }
    CHECK(rows.expired(now).count == 3 - std::ssize(ids));
    CHECK(rows.any_expired(now) == (ids.size() < 3));
    CHECK(rows.latest(james, now, 0).has_value() == !ids.empty());
    CHECK(rows.generations_of_expired(now, -1).empty());  // none has a flag
    return ids;
  };
  using Ids = std::vector<std::int64_t>;
  CHECK(live(49) == Ids{oldest, older, young});
  CHECK(live(50) == Ids{older, young});
  CHECK(live(79) == Ids{older, young});
  CHECK(live(80) == Ids{young});
  CHECK(live(99) == Ids{young});
  CHECK(live(100).empty());
  const MessageRows::Expired deleted = rows.delete_expired(85);
  CHECK(deleted.count == 2);
  CHECK(deleted.earliest == 50);
  CHECK(rows.list(james, 0).size() == 1);
}

TEST_CASE_METHOD(RowsFixture, "what a later program has made does not expire here", "[rows]") {
  const std::int64_t id = add(james, 100);
  db.handle().exec("UPDATE messages SET flags = " + std::to_string(GENERATE(4, 128, 1 << 17)));
  CHECK_FALSE(rows.any_expired(200));
  CHECK(rows.delete_expired(200).count == 0);
  CHECK(rows.delete_of(id + 10) == 0);
  CHECK(rows.list(james, 0).size() == 1);
  rows.set_ages({{INT64_MAX, 10}});
  CHECK_FALSE(rows.any_expired(200));
}
