// A rotation on a file layer that fails or stops at its n-th operation, for each n: the vault holds
// the old user key or the new one, whole, and every slot opens every message.

#include "support/accidents.h"
#include "support/catch.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kNone;

/// A calm vault whose james has a second slot, and a message with a name.
struct CalmSlots : CalmVault {
  explicit CalmSlots(bool something_due = false) : CalmVault(something_due) {
    KeyFile::generate(random).write_new(key_file("second"), UserName("james"));
    UnlockedUser james = user("james");
    james.add_key(Key::of_file(KeyFile::read(key_file("second"))));
    Draft message = draft("named", 1h);
    message.name = secure_copy(as_bytes("pin"));
    more = {{james.store(std::move(message)).id, "named"}};
  }
};

Key second_key(const CrashWorld& world) {
  return Key::of_file(KeyFile::read(world.place().database.parent_path() / "second.key"));
}

void rotate(CrashWorld& world, bool drop_second) {
  std::vector<Key> others;
  if (!drop_second) others.push_back(second_key(world));
  world.james().rotate(others, drop_second);
}

bool has_second_slot(const CrashWorld& world) {
  return RawDatabase(world.place().database).look("SELECT count(*) FROM key_slots") == "2";
}

/// What the second slot does not open.
std::vector<std::string> violations_of_second_slot(CrashWorld& world, const CalmSlots& calm) {
  std::vector<std::string> violations;
  Vault vault = Vault::open(world.place(), world.clock, world.random(), world.options());
  UnlockedUser user = vault.find_user(UserName("james")).value().unlock(second_key(world));
  for (const Known& one : calm.all()) {
    try {
      if (!one.burn && text_of(user, one.id) != one.text) violations.push_back(one.text);
    } catch (const Error& error) {
      violations.emplace_back(error.what());
    }
  }
  if (user.find(as_bytes("pin")) != std::vector{calm.more.front().id})
    violations.emplace_back("no name");
  return violations;
}

std::string sealed_keys(const std::filesystem::path& database) {
  return RawDatabase(database).look("SELECT group_concat(hex(sealed_key)) FROM key_slots");
}

/// What the accidents at each step have left.
struct Outcomes {
  int steps = 0;
  int old_key = 0;
  int new_key = 0;
};

Outcomes with_accident_at_each_step(const CalmSlots& calm, bool drop_second,
                                    const Accident& accident) {
  const std::string before = sealed_keys(calm.database());
  Outcomes outcomes;
  for (int n = 1;; ++n) {
    CrashWorld world(calm);
    bool rotated = false;
    const auto operation = [&](CrashWorld& in) {
      in.open();
      in.wait_until(calm.due());
      rotate(in, drop_second);
      rotated = true;
    };
    const bool hit = meets_accident(world, operation, accident, n);
    CAPTURE(accident.name, n, rotated);
    if (accident.fault != Fault::fail) world.die(accident.loss);
    world.faults.disarm();
    Vault::open(world.place(), world.clock, world.random(), world.options());  // rolls back
    const bool is_new = sealed_keys(world.place().database) != before;
    REQUIRE(has_second_slot(world) == !(is_new && drop_second));
    if (has_second_slot(world)) REQUIRE(violations_of_second_slot(world, calm) == kNone);
    if (rotated) CHECK(is_new);
    REQUIRE(world.violations() == kNone);
    if (!hit) return outcomes;
    ++outcomes.steps;
    ++(is_new ? outcomes.new_key : outcomes.old_key);
  }
}

}  // namespace

TEST_CASE("a rotation that stops at any step leaves the old key or the new one, whole",
          "[slow][crash][rotation]") {
  const CalmSlots calm(GENERATE(false, true));
  const bool drop_second = GENERATE(false, true);
  int new_keys = 0;
  for (const Accident& accident : kAccidents) {
    CAPTURE(accident.name);
    const Outcomes outcomes = with_accident_at_each_step(calm, drop_second, accident);
    CHECK(outcomes.steps >= 10);
    CHECK(outcomes.old_key > 0);
    new_keys += outcomes.new_key;
  }
  CHECK(new_keys > 0);
}

TEST_CASE("the harness: a rotation of which one part was lost is noticed", "[crash][rotation]") {
  const CalmSlots calm;
  CrashWorld world(calm);
  world.open();
  rotate(world, false);
  world.die(Loss::nothing);
  RawDatabase db(world.place().database);
  db.run("ATTACH '" + calm.database().string() + "' AS old");
  const std::string sealed_key =
      "UPDATE key_slots SET sealed_key = (SELECT o.sealed_key FROM old.key_slots AS o WHERE o.slot "
      "= key_slots.slot) WHERE slot = ";
  SECTION("the first slot") {
    db.run(sealed_key + "1");
    CHECK(violations_of_second_slot(world, calm) == kNone);
    CHECK(world.violations() != kNone);
  }
  SECTION("the second slot") {
    db.run(sealed_key + "2");
    CHECK(violations_of_second_slot(world, calm) != kNone);
    CHECK(world.violations() == kNone);
  }
  SECTION("a message") {
    db.run(
        "UPDATE messages SET sealed = (SELECT o.sealed FROM old.messages AS o WHERE o.id = "
        "messages.id) WHERE id = " +
        std::to_string(calm.kept.id));
    CHECK(violations_of_second_slot(world, calm) != kNone);
    CHECK(world.violations() != kNone);
  }
  SECTION("nothing") {
    CHECK(violations_of_second_slot(world, calm) == kNone);
    CHECK(world.violations() == kNone);
  }
}
