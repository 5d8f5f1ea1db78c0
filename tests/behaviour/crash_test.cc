// A file layer that fails or stops at its n-th operation, for each n: no message that was promised
// is lost, no ended key survives the next purge, and nothing is half there.

#include <algorithm>

#include "storage/sqlite/message_rows.h"
#include "support/accidents.h"
#include "support/catch.h"
#include "window_keys/file/open.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kNone;

void check_at_each_step(const std::function<std::unique_ptr<CrashWorld>()>& make,
                        const Operation& operation, int at_least = 6) {
  for (const Accident& accident : kAccidents) {
    int n = 0;
    for (bool hit = true; hit;) {
      const auto world = make();
      ++n;
      hit = meets_accident(*world, operation, accident, n);
      CAPTURE(accident.name, n);
      if (accident.fault != Fault::fail) world->die(accident.loss);
      REQUIRE(world->violations() == kNone);
    }
    CHECK(n - 1 >= at_least);  // so many steps there are
  }
}

void check_with(const CalmVault& calm, const Operation& operation) {
  const auto make = [&] { return std::make_unique<CrashWorld>(calm); };
  const auto open_and_operate = [&](CrashWorld& world) {
    world.open();
    world.wait_until(calm.due());
    operation(world);
  };
  check_at_each_step(make, open_and_operate);
}

}  // namespace

TEST_CASE("a store that stops at any step loses no earlier message", "[crash]") {
  const CalmVault calm(false);
  SECTION("in a window of its own") {
    check_with(calm, [](CrashWorld& world) { world.store("new", 5h); });
  }
  SECTION("in a window that is there") {
    check_with(calm, [&](CrashWorld& world) { world.store("third", calm.ttl_of_two()); });
  }
  SECTION("to be burned") {
    check_with(calm, [](CrashWorld& world) { world.store("new", 5h, true); });
  }
}

TEST_CASE("a get of a burn message that stops at any step gives it out once at most",
          "[slow][crash]") {
  const CalmVault calm(GENERATE(false, true));
  check_with(calm, [&](CrashWorld& world) { world.get(calm.burn); });
}

TEST_CASE("a removal that stops at any step removes one message or none", "[slow][crash]") {
  const CalmVault calm(false);
  SECTION("the last of its window") {
    check_with(calm, [&](CrashWorld& world) { world.remove(calm.alone); });
  }
  SECTION("one of two in a window") {
    check_with(calm, [&](CrashWorld& world) { world.remove(calm.first_of_two); });
  }
}

TEST_CASE("a message that replaces another and stops at any step does all of it or nothing",
          "[slow][crash]") {
  CalmVault calm(false);
  Draft door = draft("door", 2h);
  door.name = secure_copy(as_bytes("door"));
  const bool burn = GENERATE(false, true);
  door.burn = burn;
  const MessageId id = calm.user("james").store(std::move(door)).id;
  calm.more.push_back({id, "door", burn});
  check_with(calm,
             [&](CrashWorld& world) { world.replace(calm.more.front(), "door", "new door", 5h); });
}

TEST_CASE("a purge that stops at any step is made good by the next one", "[slow][crash]") {
  const CalmVault calm(true);
  SECTION("purge itself") {
    check_with(calm, [](CrashWorld& world) { world.purge(); });
  }
  SECTION("on the way to a store") {
    check_with(calm, [](CrashWorld& world) { world.store("new", 5h); });
  }
}

TEST_CASE("the first store of a vault that stops at any step leaves none, or one that works",
          "[slow][crash]") {
  check_at_each_step([] { return std::make_unique<CrashWorld>(); },
                     [](CrashWorld& world) {
                       world.open();
                       world.store("first", 1h);
                     },
                     60);
}

TEST_CASE("the harness: a slot that is not synced loses a message in a power cut", "[crash]") {
  const CalmVault calm(false);
  const bool lies = GENERATE(true, false);
  CrashWorld world(calm);
  world.open();
  world.faults.key_syncs_lie = lies;
  world.store("new", 5h);
  world.die(Loss::everything);
  const auto violations = world.violations();
  CHECK(violations.empty() == !lies);
  CHECK((std::ranges::count(violations, "'new' is there") > 0) == lies);
}

namespace {

/// What a purge must not do: its rows go first, and what fails there ends it.
void purge_rows_first(CrashWorld& world) {
  storage::Database db(world.place().database);
  Patience none;
  storage::MessageRows rows(db);
  auto disk = FailingDisk(world.faults);
  const auto keys = window_keys::open_key_file(world.window_keys(), db.vault_id(), {},
                                               {world.clock, world.random(), disk, none},
                                               window_keys::MayWrite::yes);
  const Instant now = keys->begin_access(window_keys::MayWrite::yes);
  storage::WriteTransaction transaction(db);
  rows.remove_expired(now);
  transaction.commit();
  keys->destroy_ended();
}

}  // namespace

TEST_CASE("the harness: with the database full a purge destroys the keys, unless rows go first",
          "[crash]") {
  const CalmVault calm(true);
  CrashWorld world(calm);
  world.wait_until(calm.due());
  world.faults.database_full = true;
  REQUIRE(any_ended_key(world.window_keys(), world.clock.wall()));
  SECTION("keys first") {
    const PurgeReport report =
        purge_vault(world.place(), world.clock, world.random(), world.options());
    CHECK(report.failure.value().kind() == ErrorKind::not_written);
    CHECK(report.windows == 1);
    CHECK_FALSE(any_ended_key(world.window_keys(), world.clock.wall()));
  }
  SECTION("rows first") {
    CHECK_THROWS_AS(purge_rows_first(world), Error);
    CHECK(any_ended_key(world.window_keys(), world.clock.wall()));
  }
}
