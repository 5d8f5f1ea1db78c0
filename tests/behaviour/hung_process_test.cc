// A process that hangs, whatever it holds, costs the others ten seconds, once.

#include <optional>

#include "platform/file_lock.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "window_keys/file/window_key_file.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct HungFixture : VaultFixture {
  ManualWaitClock waiting;
  Patience none;
  SystemDisk disk;
  MessageId kept = user("james").store(draft("kept", 24h)).id;
  MessageId once = store_to_burn();

  // What the other process holds.
  std::optional<platform::FileLock> queue;
  std::optional<window_keys::WindowKeyFile> key_file_of_other;
  std::optional<platform::HeldLock> keys;
  std::optional<RawDatabase> other;

  MessageId store_to_burn() {
    Draft burn = draft("once", 24h);
    burn.burn = true;
    return user("james").store(std::move(burn)).id;
  }
  void hold_queue() { queue.emplace(database().string() + "-lock", none); }
  void hold_keys() {
    key_file_of_other = window_keys::WindowKeyFile::open(window_keys(), {}, disk);
    keys.emplace(key_file_of_other->lock(none));
  }
  void hold_database(const char* how) {
    other.emplace(database());
    other->run(how);
  }
  void let_something_expire() {
    user("james").store(draft("due", 1min));
    clock.advance(3min);
  }

  VaultOptions options() {
    VaultOptions options;
    options.wait_clock = &waiting;
    return options;
  }
  UnlockedUser james() {
    return Vault::open(place(), clock, random, options())
        .unlock(UserName("james"), key_file("james"))
        .value();
  }
  std::optional<ErrorKind> store() {
    return error_kind([&] { james().store(draft("x", 24h)); });
  }
  std::optional<ErrorKind> purge() {
    const PurgeReport report = purge_vault(place(), clock, random, options());
    return report.failure ? std::optional(report.failure->kind()) : std::nullopt;
  }
};

}  // namespace

TEST_CASE_METHOD(HungFixture, "with nothing due, who reads waits for nobody", "[busy]") {
  hold_queue();
  hold_keys();
  clock.advance(2min);  // so the time would be kept
  CHECK(as_text(james().get(kept).value().text) == "kept");
  CHECK(waiting.pauses == 0);
}

TEST_CASE_METHOD(HungFixture, "with something due, one that hangs costs one wait", "[busy]") {
  let_something_expire();
  const bool in_queue = GENERATE(true, false);
  const bool in_keys = GENERATE(true, false);
  const bool in_database = !in_queue || GENERATE(true, false);
  if (in_queue) hold_queue();
  if (in_keys) hold_keys();
  if (in_database) hold_database("BEGIN IMMEDIATE");
  CAPTURE(in_queue, in_keys, in_database);
  SECTION("store") {
    CHECK(store() == ErrorKind::busy);
  }
  SECTION("purge") {
    CHECK(purge() == ErrorKind::busy);
  }
  SECTION("get, to burn") {
    CHECK(error_kind([&] { james().get(once); }) == ErrorKind::busy);
  }
  CHECK(waiting.now() == 10s);
}

TEST_CASE_METHOD(HungFixture, "with something due, who only reads leaves it to others", "[busy]") {
  let_something_expire();
  const bool in_keys = GENERATE(true, false);
  const char* const held = GENERATE("nothing", "queue", "database", "a reader's lock");
  CAPTURE(in_keys, held);
  if (in_keys) hold_keys();
  if (held == std::string("queue")) hold_queue();
  if (held == std::string("database")) hold_database("BEGIN IMMEDIATE");
  if (held == std::string("a reader's lock")) hold_database("BEGIN; SELECT COUNT(*) FROM messages");
  Vault vault = Vault::open(place(), clock, random, options());
  CHECK(vault.list(UserName("james")).size() == 2);
  CHECK(as_text(james().get(kept).value().text) == "kept");
  CHECK(waiting.pauses == 0);
  CHECK_FALSE(vault.purged().failure);
  CHECK_FALSE(vault.purged().rows_left);
}

TEST_CASE_METHOD(HungFixture, "what a reader left is there for the next purge", "[busy]") {
  let_something_expire();
  hold_keys();
  hold_queue();
  james().get(kept);
  keys.reset();
  queue.reset();
  const PurgeReport report = purge_vault(place(), clock, random, options());
  CHECK(report.messages == 1);
  CHECK(report.windows == 1);
}

TEST_CASE_METHOD(HungFixture, "all accesses of one call wait as long as was said, together",
                 "[busy]") {
  let_something_expire();
  hold_queue();
  VaultOptions of_call = options();
  of_call.lock_wait = 2s;
  of_call.share_patience();
  Vault vault = Vault::open(place(), clock, random, of_call);
  UnlockedUser james = vault.unlock(UserName("james"), key_file("james")).value();
  CHECK(error_kind([&] { james.store(draft("x")); }) == ErrorKind::busy);
  CHECK(error_kind([&] { james.get(once); }) == ErrorKind::busy);
  CHECK(error_kind([&] { james.rotate({}, false); }) == ErrorKind::busy);
  CHECK(error_kind([&] { vault.adopt(); }) == ErrorKind::busy);
  fs::remove(database());
  CHECK(error_kind([&] { Vault::open_or_create(place(), clock, random, of_call); }) ==
        ErrorKind::busy);
  CHECK(waiting.now() == 2s);
}

TEST_CASE_METHOD(HungFixture, "one that hangs with the window keys costs one wait", "[busy]") {
  hold_keys();
  SECTION("store, that makes a key") {
    CHECK(error_kind([&] { james().store(draft("x", 1min)); }) == ErrorKind::busy);
  }
  SECTION("store, with something due") {
    keys.reset();
    let_something_expire();
    hold_keys();
    CHECK_FALSE(store());
  }
  SECTION("purge") {
    CHECK(purge() == ErrorKind::busy);
  }
  SECTION("get, to burn") {
    CHECK(error_kind([&] { james().get(once); }) == ErrorKind::busy);
  }
  CHECK(waiting.now() == 10s);
}

TEST_CASE_METHOD(HungFixture, "one that hangs in a commit costs one wait", "[busy]") {
  let_something_expire();
  hold_queue();
  hold_database("BEGIN EXCLUSIVE");
  const std::string command = GENERATE("store", "get", "purge");
  CAPTURE(command);
  if (command == "store") CHECK(store() == ErrorKind::busy);
  if (command == "get") CHECK(error_kind([&] { james().get(kept); }) == ErrorKind::busy);
  if (command == "purge") CHECK(purge() == ErrorKind::busy);
  CHECK(waiting.now() == 10s);
}

TEST_CASE_METHOD(HungFixture, "a reader among writers that commit waits on", "[busy]") {
  hold_database("BEGIN EXCLUSIVE");
  auto committed_at = fs::last_write_time(database());
  SECTION("and has its turn") {
    waiting.on_pause = [&] {
      fs::last_write_time(database(), committed_at += 1s);
      if (waiting.now() > 50s) other.reset();
    };
    CHECK(as_text(james().get(kept).value().text) == "kept");
  }
  SECTION("no longer than was said") {
    waiting.on_pause = [&] { fs::last_write_time(database(), committed_at += 1s); };
    CHECK(error_kind([&] { james(); }) == ErrorKind::busy);
    CHECK(waiting.now() == 60s);
  }
}

TEST_CASE_METHOD(HungFixture, "who is not to wait does not", "[busy]") {
  let_something_expire();
  hold_queue();
  hold_keys();
  hold_database("BEGIN IMMEDIATE");
  VaultOptions at_once = options();
  at_once.lock_wait = 0ms;
  Vault vault = Vault::open(place(), clock, random, at_once);
  UnlockedUser james = vault.unlock(UserName("james"), key_file("james")).value();
  CHECK(error_kind([&] { james.store(draft("x")); }) == ErrorKind::busy);
  CHECK(as_text(james.get(kept).value().text) == "kept");
  CHECK(waiting.pauses == 0);
}

TEST_CASE_METHOD(HungFixture, "a new vault waits for one that hangs no longer either", "[busy]") {
  hold_queue();
  fs::remove(database());
  CHECK(error_kind([&] { Vault::open_or_create(place(), clock, random, options()); }) ==
        ErrorKind::busy);
  CHECK(waiting.now() == 10s);
}
