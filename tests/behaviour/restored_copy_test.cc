// An older copy of the database or of the window-key file, put back.

#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct RestoreFixture : VaultFixture {
  UnlockedUser enrolled = user("james");
  MessageId early = enrolled.store(draft("early", 1h)).id;
  std::string old_keys = bytes_of(window_keys());
  std::string old_database = bytes_of(database());
  MessageId late = store("late", 5h);

  MessageId store(std::string_view text, std::chrono::seconds ttl) {
    return user("james").store(draft(text, ttl)).id;
  }
  void put_back_keys() { put_back(window_keys(), old_keys); }
  void put_back_database() { put_back(database(), old_database); }

  bool readable(MessageId id) { return user("james").get(id).has_value(); }
  std::vector<Warning> warnings() {
    Vault vault = open();
    vault.list(UserName("james"));
    return vault.warnings();
  }
  bool found(const std::string& code) {
    for (const Finding& finding : open().verify(nullptr).findings)
      if (finding.code == code) return finding.wrong;
    return false;
  }
  std::string refusal(MessageId id) {
    try {
      user("james").get(std::vector{id});
      return "";
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::no_such_message);
      return error.what();
    }
  }
};

}  // namespace

TEST_CASE_METHOD(RestoreFixture, "old window keys open what lived then, and nothing later",
                 "[restore]") {
  put_back_keys();
  CHECK(readable(early));
  CHECK_FALSE(readable(late));
  CHECK(refusal(late).find("expired") != std::string::npos);
}

TEST_CASE_METHOD(RestoreFixture, "old window keys are told", "[restore]") {
  CHECK(warnings().empty());
  CHECK_FALSE(found("older_window_keys"));
  put_back_keys();
  REQUIRE(warnings().size() == 1);
  CHECK(warnings().front().text.find("window keys are older") != std::string::npos);
  CHECK(found("older_window_keys"));
  CHECK(found("no_window_key"));
}

TEST_CASE_METHOD(RestoreFixture, "with old window keys a list says which messages have expired",
                 "[restore]") {
  put_back_keys();
  const auto entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 2);
  CHECK_FALSE(entries[0].expired);
  CHECK(entries[1].expired);
}

TEST_CASE_METHOD(RestoreFixture,
                 "a key that came back with old window keys goes with the next purge",
                 "[restore]") {
  const SecureBytes key = live_slots(window_keys()).front().key;
  clock.advance(1h + 9min);
  REQUIRE(open().purge().windows == 1);
  put_back_keys();
  REQUIRE(bytes_of(window_keys()).find(as_text(key)) != std::string::npos);
  CHECK_FALSE(readable(early));
  CHECK_FALSE(open().purge().failure);
  CHECK(bytes_of(window_keys()).find(as_text(key)) == std::string::npos);
}

TEST_CASE_METHOD(RestoreFixture, "a removed message does not come back with old window keys alone",
                 "[restore]") {
  user("james").remove(std::vector{early});
  put_back_keys();
  CHECK_FALSE(readable(early));
}

TEST_CASE_METHOD(RestoreFixture, "after old window keys no generation is given twice",
                 "[restore]") {
  put_back_keys();
  store("new", 9h);
  std::set<Generation> generations;
  storage::Database db(database());
  storage::each_message(db, [&](MessageId, const storage::MessageRow* row) {
    generations.insert(row->head.generation);
  });
  CHECK(generations.size() == 3);
}

TEST_CASE_METHOD(RestoreFixture, "an old database gives no id away twice", "[restore]") {
  put_back_database();
  CHECK(store("new", 1h) == late + 1);
  CHECK(readable(early));
  CHECK_FALSE(readable(late));
}

TEST_CASE_METHOD(RestoreFixture, "an old database is told", "[restore]") {
  put_back_database();
  REQUIRE(warnings().size() == 1);
  CHECK(warnings().front().text.find("database is older") != std::string::npos);
  CHECK(found("older_database"));
}

TEST_CASE_METHOD(RestoreFixture, "of an old database, what was removed since has expired",
                 "[restore]") {
  user("james").remove(std::vector{early});
  put_back_database();
  CHECK(refusal(early).find("expired") != std::string::npos);
  const auto entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 1);
  CHECK(entries.front().expired);
}

TEST_CASE_METHOD(RestoreFixture, "of an old database, what has expired since is not there",
                 "[restore]") {
  clock.advance(1h + 9min);
  open().purge();
  put_back_database();
  clock.set_wall(clock.wall() - 2h);
  CHECK_FALSE(readable(early));
  CHECK(open().list(UserName("james")).empty());
}

TEST_CASE_METHOD(RestoreFixture,
                 "both of them put back are the vault of then, with its clock gone on",
                 "[restore]") {
  clock.advance(30min);
  put_back_database();
  put_back_keys();
  CHECK(readable(early));
  CHECK_FALSE(readable(late));
  clock.advance(30min);
  CHECK_FALSE(readable(early));
}

namespace {

/// Lets something happen when an access looks at the clock, which it does after it has read the
/// window-key file and before it reads the database.
class MeddlingClock final : public Clock {
 public:
  explicit MeddlingClock(Clock& clock) : clock_(clock) {}

  std::function<void()> meddle;

  Instant wall() override { return clock_.wall(); }
  std::chrono::milliseconds since_boot() override {
    if (const auto once = std::exchange(meddle, nullptr)) once();
    return clock_.since_boot();
  }
  std::optional<BootId> boot_id() override { return clock_.boot_id(); }
  bool synchronised() override { return clock_.synchronised(); }

 private:
  Clock& clock_;
};

}  // namespace

TEST_CASE_METHOD(VaultFixture, "a store in the middle of a look is no restored copy", "[copies]") {
  UnlockedUser james = user("james");
  james.store(draft("first"));
  MeddlingClock meddling(clock);
  Vault vault = Vault::open(place(), meddling, random);
  bool stored = false;
  meddling.meddle = [&] { stored = james.store(draft("in a new window", 24h)).id == 2; };
  const std::vector<Entry> entries = vault.list(UserName("james"));
  REQUIRE(stored);
  CHECK(entries.size() == 2);
  CHECK(vault.warnings().empty());
}

TEST_CASE_METHOD(VaultFixture, "a purge with the window keys of another state folder takes nothing",
                 "[copies]") {
  Draft once = draft("x", 1s);
  once.burn = true;
  user("james").store(std::move(once));
  clock.advance(2min);
  REQUIRE(open().list(UserName("james")).empty());  // its key went with it
  const VaultPlace other{database(), folder / "other"};
  Vault elsewhere = Vault::open_or_create(other, clock, random);
  UnlockedUser james = *elsewhere.unlock(UserName("james"), key_file("james"));
  const MessageId precious = james.store(draft("precious", 24h)).id;
  CHECK(open().purge().messages == 0);
  CHECK(james.get(precious));
}
