// Whoever writes the database can destroy messages, not read, alter, swap, forge, lengthen or
// revive them (gocryptfs's audit found swapped and copied blocks).

#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// What get() comes to: the text, "absent", or "refused".
std::string outcome(UnlockedUser& user, MessageId id) try {
  const auto message = user.get(id);
  return message ? std::string(as_text(message->text)) : "absent";
} catch (const Error& error) {
  CHECK(error.kind() == ErrorKind::authentication_failed);
  return "refused";
}

std::string where(int id) {
  return " WHERE id = " + std::to_string(id);
}

struct TamperFixture : VaultFixture {
  static constexpr int kRows = 20;

  UnlockedUser james = user("james");
  UnlockedUser anna = user("anna");

  TamperFixture() {
    for (int i = 1; i <= kRows; ++i) {
      clock.advance(1s);
      Draft message = draft("message", std::chrono::seconds(600 + 7 * i));
      if (i % 2 == 0) message.name = secure_copy(as_bytes("name" + std::to_string(i)));
      james.store(std::move(message));
    }
  }
};

}  // namespace

TEST_CASE_METHOD(TamperFixture, "no row's column stands in for another's, in any pair of twenty",
                 "[tamper]") {
  RawDatabase raw(database());
  raw.run("ATTACH ':memory:' AS kept; CREATE TABLE kept.rows AS SELECT * FROM messages");
  const std::string columns =
      GENERATE("sealed", "name", "created_at", "expires_at", "flags", "sealed, name",
               "sealed, name, created_at, expires_at, flags");
  CAPTURE(columns);
  int swaps = 0;
  for (int from = 1; from <= kRows; ++from) {
    for (int to = 1; to <= kRows; ++to) {
      const auto copy = [&](int source) {
        raw.run("UPDATE messages SET (" + columns + ") = (SELECT " + columns + " FROM kept.rows" +
                where(source) + ")" + where(to));
      };
      const std::string same = "SELECT (SELECT " + columns + " FROM kept.rows" + where(from) +
                               ") IS (SELECT " + columns + " FROM kept.rows" + where(to) + ")";
      if (columns.find(',') == std::string::npos && raw.look(same) == "1") continue;
      if (from == to) continue;
      copy(from);
      CHECK(outcome(james, to) == "refused");
      copy(to);
      ++swaps;
    }
  }
  CHECK(swaps >= 200);
  for (int id = 1; id <= kRows; ++id) CHECK(outcome(james, id) == "message");
}

TEST_CASE_METHOD(TamperFixture, "an edited column is noticed", "[tamper]") {
  RawDatabase raw(database());
  const std::string edit = GENERATE(
      "expires_at = expires_at + 1", "expires_at = expires_at + 31536000000",
      "created_at = created_at - 1", "flags = flags | 2", "flags = flags | 1", "name = sealed",
      "sealed = zeroblob(64)", "sealed = x''", "sealed = zeroblob(0)",
      "sealed = substr(sealed, 1, length(sealed) - 1)", "sealed = CAST(sealed || x'00' AS BLOB)");
  CAPTURE(edit);
  raw.run("UPDATE messages SET " + edit + where(1));
  CHECK(outcome(james, 1) == "refused");
  CHECK(outcome(james, 3) == "message");
}

TEST_CASE_METHOD(TamperFixture, "a row that was moved to another window is not found there",
                 "[tamper]") {
  RawDatabase raw(database());
  raw.run(std::string("UPDATE messages SET ") +
          GENERATE("window_end = 64", "window_end = window_end + 64000", "generation = 0",
                   "generation = generation + 1", "window_end = 0, generation = 0") +
          where(1));
  CHECK(outcome(james, 1) == "absent");
  CHECK(outcome(james, 3) == "message");
}

TEST_CASE_METHOD(TamperFixture, "a name that was taken away, or shortened, is noticed",
                 "[tamper]") {
  RawDatabase raw(database());
  raw.run(std::string("UPDATE messages SET name = ") +
          GENERATE("NULL", "x''", "substr(name, 1, 63)", "sealed") + where(2));
  CHECK(outcome(james, 2) == "refused");
}

TEST_CASE_METHOD(TamperFixture, "a row moved to another user, or given another id, does not open",
                 "[tamper]") {
  RawDatabase raw(database());
  raw.run("UPDATE messages SET user_id = (SELECT id FROM users WHERE name = 'anna')" + where(1));
  CHECK(outcome(james, 1) == "absent");
  CHECK(outcome(anna, 1) == "refused");
  raw.run("UPDATE messages SET id = 1000" + where(3));
  CHECK(outcome(james, 1000) == "refused");
}

TEST_CASE_METHOD(TamperFixture, "a row moved to another vault does not open", "[tamper]") {
  VaultFixture other;
  std::filesystem::copy_file(key_file("james"), other.key_file("james"));
  UnlockedUser there = other.user("james");
  for (int i = 0; i < 3; ++i) there.store(draft("there"));
  RawDatabase raw(other.database());
  raw.run("ATTACH '" + database().string() +
          "' AS here; DELETE FROM messages; "
          "INSERT INTO messages SELECT * FROM here.messages WHERE id = 1");
  CHECK(outcome(there, 1) == "refused");
}

TEST_CASE_METHOD(TamperFixture, "exchanged users keep their messages to themselves", "[tamper]") {
  RawDatabase raw(database());
  raw.run(
      "UPDATE users SET name = 'x' WHERE name = 'james'; UPDATE users SET name = 'james' WHERE "
      "name = 'anna'; "
      "UPDATE users SET name = 'anna' WHERE name = 'x'");
  CHECK(error_kind([&] { user("anna"); }) == ErrorKind::authentication_failed);
  CHECK(error_kind([&] { user("james"); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(TamperFixture, "an altered key slot is told from a wrong key", "[tamper]") {
  RawDatabase raw(database());
  const std::string edit = GENERATE("sealed_key = zeroblob(96)", "created_at = created_at + 1",
                                    "kind = 2", "slot = 7", "user_id = 2");
  CAPTURE(edit);
  raw.run("DELETE FROM key_slots WHERE user_id = 2; UPDATE key_slots SET " + edit +
          " WHERE user_id = 1; "
          "UPDATE users SET id = 3 WHERE id = 1 AND " +
          (edit == "user_id = 2" ? "1" : "0") +
          "; "
          "DELETE FROM users WHERE id = 2 AND " +
          (edit == "user_id = 2" ? "1" : "0") +
          "; "
          "UPDATE users SET id = 2 WHERE id = 3");
  CHECK(error_kind([&] { user("james"); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(TamperFixture, "one altered message keeps nobody from the others", "[tamper]") {
  RawDatabase(database()).run("UPDATE messages SET created_at = 1" + where(5));
  int good = 0;
  std::vector<std::string> bad;
  james.get_all([&](const Message&) { ++good; },
                [&](const Error& error) { bad.push_back(error.what()); });
  CHECK(good == kRows - 1);
  REQUIRE(bad.size() == 1);
  CHECK(bad.front().find("message 5 ") == 0);
}

TEST_CASE_METHOD(TamperFixture,
                 "a table or an index that was altered is noticed before a row is read",
                 "[tamper]") {
  const std::string edit = GENERATE(
      "DROP INDEX messages_by_expiry",
      "DROP INDEX messages_by_expiry; CREATE INDEX messages_by_expiry ON messages (expires_at) "
      "WHERE expires_at < 0",
      "CREATE TABLE extra (x)", "CREATE VIEW v AS SELECT 1",
      "CREATE TRIGGER t AFTER DELETE ON messages BEGIN SELECT 1; END",
      "ALTER TABLE messages ADD COLUMN more INTEGER");
  CAPTURE(edit);
  RawDatabase(database()).run(edit);
  CHECK(error_kind([&] { open(); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(TamperFixture,
                 "all of it, restored from an older copy, revives nothing that expired",
                 "[tamper]") {
  const auto copy = folder / "copy.db";
  std::filesystem::copy_file(database(), copy);
  clock.advance(1h);
  open().purge();
  std::filesystem::copy_file(copy, database(), std::filesystem::copy_options::overwrite_existing);
  UnlockedUser again = user("james");
  CHECK(outcome(again, 1) == "absent");
}
