// Another end for a message: it is sealed again, and what it was sealed under is destroyed.

#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct ExtensionFixture : VaultFixture {
  UnlockedUser james = user("james");

  std::vector<Receipt> extend(std::vector<MessageId> ids, Lifetime lifetime) {
    return james.extend(ids, lifetime);
  }
  std::string text_of(MessageId id) {
    const auto message = james.get(id);
    return message ? std::string(as_text(message->text)) : "gone";
  }
  std::size_t key_count() { return live_slots(window_keys()).size(); }
  std::vector<std::string> findings() {
    std::vector<std::string> texts;
    Vault vault = open();
    UnlockedUser again = user("james");
    for (const Finding& finding : vault.verify(&again).findings) texts.push_back(finding.text);
    return texts;
  }
  std::string look(const std::string& sql) { return RawDatabase(database()).look(sql); }
};

}  // namespace

TEST_CASE_METHOD(ExtensionFixture, "a message lives until its new end, and keeps all else",
                 "[extend]") {
  Draft named = draft("door code", 10min);
  named.name = secure_copy(as_bytes("door"));
  const MessageId id = james.store(std::move(named)).id;
  clock.advance(9min);
  const Receipt receipt = extend({id}, {2h}).front();
  CHECK(receipt.id == id);
  CHECK(receipt.created_at == clock.wall());
  CHECK(receipt.expires_at == clock.wall() + 2h);
  clock.advance(2h - 1ms);
  const auto message = james.get(id);
  REQUIRE(message);
  CHECK(as_text(message->text) == "door code");
  CHECK(as_text(*message->name) == "door");
  CHECK(message->expires_at == receipt.expires_at);
  CHECK(james.find_youngest(as_bytes("door")) == id);
  CHECK(findings().empty());
  clock.advance(1ms);
  CHECK(text_of(id) == "gone");
}

TEST_CASE_METHOD(ExtensionFixture, "its window is that of its new ttl, however old it is",
                 "[extend]") {
  const MessageId id = james.store(draft("old", 300 * 24h)).id;
  clock.advance(299 * 24h);
  extend({id}, {10min});
  CHECK(look("SELECT window_end - expires_at < 64000 FROM messages") == "1");
  CHECK(look("SELECT expires_at - created_at FROM messages") == "600000");
  CHECK(findings().empty());
}

TEST_CASE_METHOD(ExtensionFixture, "an end may be earlier, and then the old key is destroyed",
                 "[extend]") {
  const MessageId id = james.store(draft("soon gone", 30 * 24h)).id;
  const auto copy = folder / "copy.db";
  fs::copy_file(database(), copy);
  extend({id}, {1min});
  Attacker attacker(copy, UserName("james"), key_file("james"));
  CHECK(attacker.opened_by(key_sized_bytes_in(window_keys())).empty());
  CHECK(key_count() == 1);
  clock.advance(1min);
  CHECK(text_of(id) == "gone");
}

TEST_CASE_METHOD(ExtensionFixture, "a window key stays while another message needs it",
                 "[extend]") {
  const MessageId id = james.store(draft("one", 1h)).id;
  const MessageId other = james.store(draft("other", 1h)).id;
  REQUIRE(key_count() == 1);
  extend({id}, {5h});
  CHECK(key_count() == 2);
  CHECK(text_of(other) == "other");
  extend({other}, {5h});
  CHECK(key_count() == 1);
  CHECK(text_of(id) == "one");
  CHECK(text_of(other) == "other");
  CHECK(findings().empty());
}

TEST_CASE_METHOD(ExtensionFixture, "in the same window a message keeps its key", "[extend]") {
  const MessageId id = james.store(draft("one", 10min)).id;
  const auto before = keys_in(window_keys());
  extend({id}, {10min});
  CHECK(keys_in(window_keys()) == before);
  CHECK(text_of(id) == "one");
}

TEST_CASE_METHOD(ExtensionFixture, "a message to burn gets a key of its own, and is read once",
                 "[extend][burn]") {
  const MessageId id = james.store(burn_draft("once", 1h)).id;
  const auto before = keys_in(window_keys());
  extend({id}, {5h});
  CHECK(key_count() == 1);
  CHECK(keys_in(window_keys()) != before);
  clock.advance(4h);
  CHECK(findings().empty());
  CHECK(text_of(id) == "once");
  CHECK(text_of(id) == "gone");
  CHECK(key_count() == 0);
  CHECK(error_kind([&] { extend({id}, {5h}); }) == ErrorKind::no_such_message);
}

TEST_CASE_METHOD(ExtensionFixture, "the readings that are left go along to the new end",
                 "[extend][reads]") {
  Draft counted = draft("counted", 1h);
  counted.reads = 3;
  const MessageId id = james.store(std::move(counted)).id;
  CHECK(text_of(id) == "counted");
  extend({id}, {5h});
  CHECK(key_count() == 1);
  CHECK(james.list().front().reads_left == 2U);
  CHECK(findings().empty());
  CHECK(text_of(id) == "counted");
  extend({id}, {6h});
  CHECK(findings().empty());
  CHECK(text_of(id) == "counted");
  CHECK(text_of(id) == "gone");
  CHECK(key_count() == 0);
}

TEST_CASE_METHOD(ExtensionFixture, "a row of a message that was read does not come back by it",
                 "[extend][burn]") {
  const MessageId id = james.store(burn_draft("once", 1h)).id;
  const auto copy = folder / "copy.db";
  fs::copy_file(database(), copy);
  CHECK(text_of(id) == "once");
  fs::copy_file(copy, database(), fs::copy_options::overwrite_existing);
  CHECK(error_kind([&] { user("james").extend(std::vector{id}, {5h}); }) ==
        ErrorKind::no_such_message);
}

TEST_CASE_METHOD(ExtensionFixture, "of several messages all get their new end, or none",
                 "[extend]") {
  const MessageId id = james.store(draft("one", 1h)).id;
  const auto ends = look("SELECT group_concat(expires_at || ' ' || generation) FROM messages");
  CHECK(error_kind([&] { extend({id, 99}, {5h}); }) == ErrorKind::no_such_message);
  CHECK(error_kind([&] { extend({id}, {0s}); }) == ErrorKind::usage);
  CHECK(error_kind([&] { extend({id}, {367 * 24h}); }) == ErrorKind::usage);
  CHECK(error_kind([&] { extend({id}, {.until = clock.wall()}); }) == ErrorKind::usage);
  CHECK(look("SELECT group_concat(expires_at || ' ' || generation) FROM messages") == ends);
  CHECK(key_count() == 1);
  CHECK(user("anna").name() == "anna");
  CHECK(error_kind([&] { user("anna").extend(std::vector{id}, {5h}); }) ==
        ErrorKind::no_such_message);
  CHECK(extend({id, id}, {5h}).size() == 1);
}

TEST_CASE_METHOD(ExtensionFixture, "an end by the wall clock is kept to the second, and not later",
                 "[extend]") {
  const MessageId id = james.store(draft("one", 1h)).id;
  clock.advance(250ms);
  const Instant until = clock.wall() + 90s + 900ms;
  CHECK(extend({id}, {.until = until}).front().expires_at == until - 900ms);
  Draft other = draft("other");
  other.until = until;
  CHECK(james.store(std::move(other)).expires_at == until - 900ms);
}

TEST_CASE_METHOD(ExtensionFixture, "an altered message is not given another end", "[extend]") {
  const MessageId id = james.store(draft("one", 1h)).id;
  RawDatabase(database()).run("UPDATE messages SET expires_at = expires_at + 1000");
  CHECK(error_kind([&] { extend({id}, {5h}); }) == ErrorKind::authentication_failed);
  CHECK(key_count() == 1);
}

TEST_CASE_METHOD(ExtensionFixture, "what has aged since gets all of its new ttl", "[extend]") {
  clock.set_synchronised(true);
  const MessageId id = james.store(draft("old", 300h)).id;
  const Instant start = clock.wall();
  clock.reboot(from_unix_ms(0));
  clock.set_synchronised(false);
  james.store(draft("young", 300h));  // so that the time off becomes an aging
  clock.set_wall(start + 72h);
  clock.set_synchronised(true);
  const Receipt receipt = extend({id}, {1h}).front();
  CHECK(receipt.expires_at - receipt.created_at == 1h);
  clock.advance(59min);
  CHECK(text_of(id) == "old");
  clock.advance(1min);
  CHECK(text_of(id) == "gone");
}

TEST_CASE_METHOD(ExtensionFixture, "an older database that is put back destroys no window key",
                 "[extend]") {
  const MessageId id = james.store(draft("one", 1h)).id;
  const auto copy = folder / "copy.db";
  fs::copy_file(database(), copy);
  james.store(draft("later", 1h));
  fs::copy_file(copy, database(), fs::copy_options::overwrite_existing);
  UnlockedUser again = user("james");
  const std::size_t before = key_count();
  again.extend(std::vector{id}, {5h});
  CHECK(key_count() == before + 1);
}

TEST_CASE("an old key whose end is not confirmed is reported, and the message has its new end",
          "[extend]") {
  VaultFixture f;
  TestDisk disk;
  const VaultOptions options{.disk = &disk};
  Vault vault = Vault::open_or_create(f.place(), f.clock, f.random, options);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), f.key_file("james")).user;
  const MessageId id = james.store(draft("one", 1h)).id;
  const MessageId there = james.store(draft("there", 5h)).id;
  disk.failing_syncs = 2;  // the write and its repetition
  CHECK(james.extend(std::vector{id}, {5h}).front().id == id);
  CHECK(vault.purged().failure.has_value());
  CHECK(live_slots(f.window_keys()).size() == 2);
  f.clock.advance(2h);
  CHECK(james.get(id));
  CHECK(james.get(there));
}
