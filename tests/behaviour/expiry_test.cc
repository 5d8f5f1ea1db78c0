#include <SQLiteCpp/Statement.h>

#include <algorithm>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct ExpiryFixture : VaultFixture {
  UnlockedUser james = user("james");

  std::string rows() { return RawDatabase(database()).look("SELECT count(*) FROM messages"); }
};

}  // namespace

TEST_CASE_METHOD(ExpiryFixture, "each kind of access deletes what has expired, of every user",
                 "[expiry]") {
  user("anna").store(draft("theirs", 10s));
  const MessageId kept = james.store(draft("kept", 1h)).id;
  clock.advance(10s);
  CHECK(rows() == "2");
  SECTION("get") {
    CHECK(james.get(kept));
  }
  SECTION("get of what is not there") {
    CHECK_FALSE(james.get(99));
  }
  SECTION("store") {
    james.store(draft("new", 1h));
  }
  SECTION("list") {
    CHECK(james.list().size() == 1);
  }
  SECTION("list without key") {
    CHECK(open().list(UserName("james")).size() == 1);
  }
  SECTION("latest") {
    CHECK(james.latest() == kept);
  }
  SECTION("find") {
    CHECK(james.find(as_bytes("none")).empty());
  }
  SECTION("get_all") {
    james.get_all([](const Message&) {}, [](const Error&) {});
  }
  SECTION("rm") {
    james.remove(std::vector{kept});
  }
  SECTION("purge") {
    CHECK(open().purge().messages == 1);
  }
  CHECK(RawDatabase(database())
            .look("SELECT count(*) FROM messages WHERE expires_at <= " +
                  std::to_string(to_unix_ms(clock.wall()))) == "0");
}

TEST_CASE_METHOD(ExpiryFixture, "with nothing due an access writes nothing and takes no write lock",
                 "[expiry]") {
  const MessageId id = james.store(draft("x", 1h)).id;
  clock.advance(30min);
  std::filesystem::remove(folder / "vault.db-lock");
  const std::filesystem::file_time_type before = std::filesystem::last_write_time(database());
  CHECK(james.get(id));
  CHECK(james.list().size() == 1);
  CHECK(open().purge().messages == 0);
  CHECK(std::filesystem::last_write_time(database()) == before);
  CHECK_FALSE(std::filesystem::exists(folder / "vault.db-lock"));
}

TEST_CASE_METHOD(ExpiryFixture, "of an expired message nothing is left in the file", "[expiry]") {
  for (std::size_t i = 0; i < 100; ++i) james.store(draft(std::string(10 + i * 97, 'x'), 60s));
  std::vector<std::string> ivs;
  {
    SQLite::Database db(database().string());
    SQLite::Statement rows(db, "SELECT substr(sealed, 1, 16) FROM messages");
    while (rows.executeStep()) ivs.push_back(rows.getColumn(0).getString());
  }
  REQUIRE(ivs.size() == 100);
  const auto left = [&] {
    const std::string file = bytes_of(database());
    return std::count_if(ivs.begin(), ivs.end(),
                         [&](const std::string& iv) { return file.find(iv) != std::string::npos; });
  };
  CHECK(left() == 100);
  clock.advance(60s);
  CHECK(open().purge().messages == 100);
  CHECK(left() == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "vault.db-journal"));
}

TEST_CASE_METHOD(ExpiryFixture, "a clock before the epoch, or far ahead, ends in no crash",
                 "[expiry]") {
  const MessageId id = james.store(draft("x", 60s)).id;
  clock.step_wall(-std::chrono::hours(24 * 366 * 80));
  CHECK(james.get(id));
  VaultFixture old;
  old.clock.set_wall(from_unix_ms(0) - std::chrono::hours(24 * 366 * 80));
  UnlockedUser anna = old.user("anna");
  const MessageId early = anna.store(draft("y", 60s)).id;
  CHECK(anna.get(early));
  old.clock.advance(std::chrono::hours(24 * 366 * 200));
  CHECK_FALSE(anna.get(early));
}
