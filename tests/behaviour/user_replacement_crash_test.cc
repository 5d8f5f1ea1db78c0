// The replacement of a user on a file layer that fails or stops at its n-th operation, for each n:
// the vault holds the old user with all of their messages, or the new one with none.

#include "support/accidents.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kNone;

/// A calm vault beside which the key file of a new james lies, and with another user.
struct CalmVaultAndKey : CalmVault {
  Known of_anna;

  CalmVaultAndKey() : CalmVault(false) {
    KeyFile::generate(random).write_new(key_file("new"), UserName("james"));
    UnlockedUser anna = user("anna");
    of_anna = stored(anna, "anna's", 1h);
  }
};

Key key_of(const CrashWorld& world, const std::string& name) {
  return Key::of_file(KeyFile::read(world.place().database.parent_path() / (name + ".key")));
}

Vault open(CrashWorld& world) {
  return Vault::open(world.place(), world.clock, world.random(), world.options());
}

std::string slots_of_james(const std::filesystem::path& database) {
  return RawDatabase(database).look(
      "SELECT group_concat(hex(sealed_key)) FROM key_slots JOIN users ON id = user_id "
      "WHERE name = 'james'");
}

void check_anna(CrashWorld& world, const Known& message) {
  UnlockedUser anna = open(world).find_user(UserName("anna")).value().unlock(key_of(world, "anna"));
  CHECK(text_of(anna, message.id) == message.text);
}

void check_new_user(CrashWorld& world) {
  Vault vault = open(world);
  const LockedUser james = vault.find_user(UserName("james")).value();
  CHECK(error_kind([&] { james.unlock(key_of(world, "james")); }) == ErrorKind::wrong_key);
  UnlockedUser unlocked = james.unlock(key_of(world, "new"));
  CHECK(james.slots().size() == 1);
  CHECK(unlocked.list().empty());
  CHECK(RawDatabase(world.place().database).look("SELECT count(*) FROM messages") == "1");
  const Known first = stored(unlocked, "first of the new one", 1h);
  CHECK(text_of(unlocked, first.id) == first.text);
}

/// What the accidents at each step have left.
struct Outcomes {
  int steps = 0;
  int old_user = 0;
  int new_user = 0;
};

Outcomes with_accident_at_each_step(const CalmVaultAndKey& calm, const Accident& accident) {
  const std::string before = slots_of_james(calm.database());
  Outcomes outcomes;
  for (int n = 1;; ++n) {
    CrashWorld world(calm);
    bool replaced = false;
    const auto operation = [&](CrashWorld& in) {
      in.open();
      in.wait_until(calm.due());
      in.vault().replace_user(in.vault().find_user(UserName("james")).value(), key_of(in, "new"));
      replaced = true;
    };
    const bool hit = meets_accident(world, operation, accident, n);
    CAPTURE(accident.name, n, replaced);
    if (accident.fault != Fault::fail) world.die(accident.loss);
    world.faults.disarm();
    open(world);  // rolls back
    const bool is_new = slots_of_james(world.place().database) != before;
    if (replaced) {
      CHECK(is_new);
      CHECK(live_slots(world.window_keys()).size() == 1);  // anna's
    }
    check_anna(world, calm.of_anna);
    if (is_new)
      check_new_user(world);
    else
      REQUIRE(world.violations() == kNone);
    if (!hit) return outcomes;
    ++outcomes.steps;
    ++(is_new ? outcomes.new_user : outcomes.old_user);
  }
}

}  // namespace

TEST_CASE("a replacement that stops at any step leaves the old user or the new one, whole",
          "[slow][crash][replacement]") {
  const CalmVaultAndKey calm;
  int new_users = 0;
  for (const Accident& accident : kAccidents) {
    const Outcomes outcomes = with_accident_at_each_step(calm, accident);
    CAPTURE(accident.name);
    CHECK(outcomes.steps >= 10);
    CHECK(outcomes.old_user > 0);
    new_users += outcomes.new_user;
  }
  CHECK(new_users > 0);
}
