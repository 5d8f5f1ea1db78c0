// Attacks that a reviewer carried out on an early version, each of which once worked.

#include <array>
#include <fstream>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// Takes STRICT from a table for one update, and puts it back letter by letter.
void update_without_strict(const std::filesystem::path& database, const std::string& update,
                           const std::string& table = "messages") {
  const auto set_text = [&](const std::string& sql) {
    RawDatabase(database).run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = " + sql +
                              " WHERE name = '" + table + "'");
  };
  const std::string before =
      RawDatabase(database).look("SELECT sql FROM sqlite_schema WHERE name = '" + table + "'");
  set_text("replace(replace(sql, 'STRICT, ', ''), ') STRICT', ')')");
  RawDatabase(database).run(update);
  set_text("'" + before + "'");
}

/// Goes on by a second each time that somebody looks.
class HurryingClock final : public Clock {
 public:
  Instant wall() override { return start_ + since_boot_; }
  std::chrono::milliseconds since_boot() override { return since_boot_ += 1s; }
  std::optional<BootId> boot_id() override { return BootId{1}; }
  bool synchronised() override { return false; }

 private:
  Instant start_ = ManualClock().wall();
  std::chrono::milliseconds since_boot_{0};
};

void plant(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

const std::string kSuperJournalMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";

}  // namespace

TEST_CASE_METHOD(VaultFixture,
                 "an expiry that SQL and C++ read differently does not revive a message",
                 "[forgery]") {
  UnlockedUser james = user("james");
  const MessageId id = james.store(draft("revived", 1s)).id;
  update_without_strict(
      database(), "UPDATE messages SET expires_at = " +
                      std::string(GENERATE("cast(expires_at || '' AS BLOB)", "expires_at || 'z'",
                                           "expires_at + 0.5")));
  clock.advance(GENERATE(0s, 2s));
  UnlockedUser again = user("james");
  std::optional<Message> message;
  const auto kind = error_kind([&] { message = again.get(id); });
  CHECK_FALSE(message);
  CHECK((!kind || kind == ErrorKind::authentication_failed));
  again.get_all(
      [](const Message&) { FAIL("given out"); },
      [](const Error& error) { CHECK(error.kind() == ErrorKind::authentication_failed); });
}

TEST_CASE_METHOD(VaultFixture, "a message that expires while get waits is not given out",
                 "[forgery]") {
  HurryingClock hurrying;
  Vault vault = Vault::open_or_create(place(), hurrying, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  // However many looks there are from store to the end of get: some lives end between them.
  int given_out = 0;
  int refused = 0;
  for (auto ttl = 1s; ttl <= 40s; ++ttl) {
    const MessageId id = james.store(draft("stale", ttl)).id;
    const auto message = james.get(id);
    ++(message ? given_out : refused);
    // The next look is a second after the last of get.
    if (message) CHECK(message->expires_at >= vault.now());
    james.get_all([&](const Message& m) { CHECK(m.expires_at >= vault.now()); },
                  [](const Error& error) { FAIL(error.what()); });
    james.remove_all();
  }
  CHECK(given_out > 0);
  CHECK(refused > 0);
}

TEST_CASE_METHOD(VaultFixture, "a super-journal does not make SQLite delete another file",
                 "[forgery]") {
  user("james").store(draft("x"));
  plant(folder / "victim", "v");
  const std::string name = (folder / "victim").string();
  plant(folder / "vault.db-journal", std::string(512, '\0') + name + kSuperJournalMagic);
  CHECK(error_kind([&] { open(); }) == ErrorKind::authentication_failed);
  CHECK(bytes_of(folder / "victim") == "v");
}

TEST_CASE_METHOD(VaultFixture, "a journal that waits for a vault to be made is refused",
                 "[forgery]") {
  plant(folder / (std::string("vault.db") + GENERATE("-journal", "-wal", "-shm")), "planted");
  CHECK(error_kind([&] { user("james"); }) == ErrorKind::authentication_failed);
  CHECK_FALSE(std::filesystem::exists(database()));
}

TEST_CASE_METHOD(VaultFixture, "an altered counter of ids gives no id twice", "[forgery]") {
  UnlockedUser james = user("james");
  for (int i = 0; i < 3; ++i) james.store(draft("m"));
  RawDatabase(database())
      .run("UPDATE sqlite_sequence SET seq = " +
           std::string(GENERATE("9223372036854775807", "-5", "0", "2", "'abc'", "NULL", "1.5")));
  CHECK(james.store(draft("n")).id == 4);
  CHECK(james.store(draft("o")).id == 5);
  CHECK(james.list().size() == 5);
}

TEST_CASE_METHOD(VaultFixture, "a vault whose key slots were removed is damaged", "[forgery]") {
  user("james").store(draft("x"));
  RawDatabase(database()).run("DELETE FROM key_slots");
  CHECK(error_kind([&] { user("james").store(draft("y")); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(VaultFixture, "impossible times are told and not shown", "[forgery]") {
  UnlockedUser james = user("james");
  james.store(draft("x"));
  RawDatabase(database())
      .run("UPDATE messages SET " +
           std::string(GENERATE("created_at = -9223372036854775807 - 1",
                                "expires_at = 9223372036854775807", "created_at = expires_at",
                                "created_at = 0")));
  james.store(draft("y"));
  const std::vector<Entry> entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 2);
  CHECK(entries.front().damaged);
  CHECK_FALSE(entries.back().damaged);
  CHECK(error_kind([&] { james.get(1); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(VaultFixture, "a blob that no message can have is not even loaded", "[forgery]") {
  UnlockedUser james = user("james");
  james.store(draft("x"));
  RawDatabase(database()).run("UPDATE messages SET sealed = zeroblob(67108929)");
  CHECK_FALSE(james.get(1));
}

TEST_CASE_METHOD(VaultFixture, "a number that was altered does not hide that a database is older",
                 "[forgery]") {
  namespace fs = std::filesystem;
  constexpr auto kOver = fs::copy_options::overwrite_existing;
  UnlockedUser james = user("james");
  const MessageId one = james.store(draft("one", 1h)).id;
  const MessageId other_window = james.store(draft("of another window", 24h)).id;
  fs::copy_file(database(), folder / "older.db");
  const MessageId later = james.store(draft("of the first window", 1h)).id;
  fs::copy_file(database(), folder / "newer.db");
  fs::copy_file(folder / "older.db", database(), kOver);
  update_without_strict(database(),
                        "UPDATE messages SET generation = generation + 0.5 WHERE id = " +
                            std::to_string(other_window));
  user("james").remove(std::array{one});
  fs::copy_file(folder / "newer.db", database(), kOver);
  CHECK(user("james").get(later));
}

TEST_CASE_METHOD(VaultFixture, "a key slot that was altered hides no other user from verify",
                 "[forgery]") {
  user("james");
  user("anna");
  RawDatabase(database()).run("DELETE FROM key_slots WHERE user_id = 2");
  update_without_strict(database(), "UPDATE key_slots SET created_at = 'x' WHERE user_id = 1",
                        "key_slots");
  std::vector<std::string> texts;
  for (const Finding& finding : open().verify(nullptr).findings) texts.push_back(finding.text);
  CHECK(std::ranges::count(texts, "the vault is damaged: a value of the wrong type") == 1);
  CHECK(std::ranges::count(texts, "the vault is damaged: user 2 has no key slot") == 1);
}

TEST_CASE_METHOD(VaultFixture, "times that were altered overflow nowhere, also after an aging",
                 "[forgery]") {
  UnlockedUser james = user("james");
  james.store(draft("x", 24h));
  clock.reboot(clock.wall() + 1h);
  clock.set_synchronised(true);
  open().list(UserName("james"));
  clock.step_wall(2h);
  const std::string absurd =
      GENERATE(as<std::string>(), "9223372036854775807", "-9223372036854775808");
  RawDatabase(database()).run("UPDATE messages SET expires_at = " + absurd);
  CHECK(open().list(UserName("james")).size() == (absurd.front() == '-' ? 0U : 1U));
  CHECK(user("james").remove_all().left.empty());
}
