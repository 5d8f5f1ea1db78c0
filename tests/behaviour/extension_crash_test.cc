// Another end, on a file layer that fails or stops at its n-th operation, for each n: every message
// is there, with its old end or its new one, and all of them with the same.

#include "support/accidents.h"
#include "support/catch.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> kNone;

std::vector<MessageId> ids_to_extend(const CalmVault& calm) {
  return {calm.kept.id, calm.first_of_two.id, calm.burn.id};
}

/// How many of them have another end than before.
std::size_t count_extended(CrashWorld& world, const CalmVault& calm) {
  const std::string id_and_end = "SELECT expires_at FROM messages WHERE id = ";
  std::size_t count = 0;
  for (const MessageId id : ids_to_extend(calm)) {
    const std::string query = id_and_end + std::to_string(id);
    if (RawDatabase(world.place().database).look(query) != RawDatabase(calm.database()).look(query))
      ++count;
  }
  return count;
}

struct Outcomes {
  int before = 0;
  int after = 0;
};

Outcomes with_accident_at_each_step(const CalmVault& calm, const Accident& accident) {
  Outcomes outcomes;
  for (int n = 1;; ++n) {
    CrashWorld world(calm);
    bool returned = false;
    const auto operation = [&](CrashWorld& in) {
      in.open();
      in.wait_until(calm.due());
      in.james().extend(ids_to_extend(calm), {5h});
      returned = true;
    };
    const bool hit = meets_accident(world, operation, accident, n);
    CAPTURE(accident.name, n, returned);
    if (accident.fault != Fault::fail) world.die(accident.loss);
    world.faults.disarm();
    Vault::open(world.place(), world.clock, world.random(), world.options());  // rolls back
    const std::size_t extended = count_extended(world, calm);
    REQUIRE((extended == 0 || extended == ids_to_extend(calm).size()));
    if (returned) REQUIRE(extended > 0);
    REQUIRE(world.violations() == kNone);
    if (!hit) return outcomes;
    ++(extended > 0 ? outcomes.after : outcomes.before);
  }
}

}  // namespace

TEST_CASE("another end that stops at any step leaves every message with the old or the new one",
          "[slow][crash][extend]") {
  const CalmVault calm(GENERATE(false, true));
  int after = 0;
  for (const Accident& accident : kAccidents) {
    CAPTURE(accident.name);
    const Outcomes outcomes = with_accident_at_each_step(calm, accident);
    CHECK(outcomes.before >= 10);
    after += outcomes.after;
  }
  CHECK(after > 0);
}
