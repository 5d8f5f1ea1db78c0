// First come, first served also for those who find the database locked before they queue.

#include <optional>

#include "platform/file_lock.h"
#include "support/catch.h"
#include "support/queue_place.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// Another process commits while ours comes, and one more comes after ours.
struct LateFixture : VaultFixture {
  ManualWaitClock waiting;
  VaultOptions options;
  MessageId kept = user("james").store(draft("kept", 24h)).id;
  std::filesystem::path lock = database().string() + "-lock";
  std::optional<RawDatabase> commit{std::in_place, database()};
  QueuePlace committing{lock};
  QueuePlace later{lock};
  bool later_had_its_turn = false;

  LateFixture() {
    options.wait_clock = &waiting;
    REQUIRE(committing->enter_empty());
    commit->run("BEGIN EXCLUSIVE");
    waiting.on_pause = [this] {
      if (waiting.pauses == 1) REQUIRE(later->draw());
      if (waiting.pauses == 5) end_commit();
      if (waiting.pauses > 5) look();
    };
  }
  void end_commit() {
    commit.reset();
    committing.leave();
  }
  bool look() {
    later_had_its_turn = later_had_its_turn || later->look().entered;
    return later_had_its_turn;
  }
  UnlockedUser james(Vault& vault) {
    return vault.unlock(UserName("james"), key_file("james")).value();
  }
};

}  // namespace

TEST_CASE_METHOD(LateFixture, "who is to write keeps the place in the queue in which it came",
                 "[queue]") {
  options.to_write = true;
  Vault vault = Vault::open(place(), clock, random, options);
  CHECK_FALSE(look());
  UnlockedUser user = james(vault);
  CHECK_FALSE(look());
  user.store(draft("x"));
  CHECK_FALSE(later_had_its_turn);
  CHECK(look());
  later.leave();
  user.store(draft("y"));  // which begins anew
}

TEST_CASE_METHOD(LateFixture, "who is to write and gives up is in nobody's way", "[queue]") {
  options.to_write = true;
  {
    Vault vault = Vault::open(place(), clock, random, options);
    CHECK_FALSE(look());
  }
  CHECK(look());
}

TEST_CASE_METHOD(LateFixture, "who only reads has its turn, and leaves the queue then", "[queue]") {
  waiting.on_pause = [this] {
    if (waiting.pauses == 1) REQUIRE(later->draw());
    if (waiting.pauses == 5) committing.leave();
    if (waiting.pauses < 9) return;
    CHECK_FALSE(look());
    commit.reset();
  };
  Vault vault = Vault::open(place(), clock, random, options);
  CHECK(look());
  later.leave();
  CHECK(vault.list(UserName("james")).size() == 1);
}

TEST_CASE_METHOD(LateFixture, "a reader does not wait for its turn if it need not", "[queue]") {
  waiting.on_pause = [this] { commit.reset(); };
  Vault vault = Vault::open(place(), clock, random, options);
  CHECK(as_text(james(vault).get(kept)->text) == "kept");
  CHECK(waiting.pauses == 1);
}

TEST_CASE_METHOD(LateFixture,
                 "nobody waits in the queue for a passphrase to be derived or asked for",
                 "[queue]") {
  end_commit();
  user("james").add_key(Key::of_passphrase(secure_copy(as_bytes("correct horse"))));
  REQUIRE(committing->enter_empty());
  commit.emplace(database()).run("BEGIN EXCLUSIVE");
  options.to_write = true;
  Vault vault = Vault::open(place(), clock, random, options);
  CHECK_FALSE(look());
  CHECK(vault.find_user(UserName("james")));
  CHECK(look());
}

TEST_CASE_METHOD(LateFixture, "who may change nothing makes no queue to wait in", "[queue]") {
  waiting.on_pause = [this] { commit.reset(); };
  std::filesystem::remove(lock);
  options.look_only = true;
  Vault vault = Vault::open(place(), clock, random, options);
  CHECK(vault.list(UserName("james")).size() == 1);
  CHECK_FALSE(std::filesystem::exists(lock));
}
