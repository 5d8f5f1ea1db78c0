// Readings of messages with receipts that stop at any step, or have no room, or come all at once.

#include <deque>

#include "support/accidents.h"
#include "support/catch.h"
#include "support/crash_world.h"
#include "support/errors.h"
#include "support/insistent_process.h"
#include "support/receipts_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

using State = Fate::State;

}  // namespace

TEST_CASE("with the database full a message with a receipt is not read, but can be removed",
          "[receipts][crash]") {
  CalmVault calm(false);
  const bool burn = GENERATE(true, false);
  const MessageId id =
      calm.user("james").store(burn ? burn_with_receipt("text") : with_receipt("text")).id;
  const MessageId removed = calm.user("james").store(burn_with_receipt("text")).id;
  CrashWorld world(calm);
  world.open();
  world.faults.database_full = true;
  CHECK(error_kind([&] { world.james().get(id); }) == ErrorKind::not_written);
  remove(world.james(), removed);
  world.faults.database_full = false;
  CHECK(state_of(world.james(), removed) == State::gone);
  CHECK_FALSE(world.james().get(removed));
  CHECK(fate_of(world.james(), id).reads == 0);
  CHECK(world.james().get(id));
  CHECK(fate_of(world.james(), id).reads == 1);
}

TEST_CASE("of thirty readers at the same instant one is told of, and one has it",
          "[receipts][race]") {
  TempFolder home;
  const auto mayfly = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "--user", "james", "-q"});
    return arguments;
  };
  const Process::Options options{"", {{"HOME", home.path()}}};
  REQUIRE(run_process(mayfly({"store", "--burn", "--receipt", "one"}), options).out == "1\n");
  std::deque<InsistentProcess> readers;
  for (int i = 0; i < 30; ++i) readers.emplace_back(mayfly({"get", "1"}), options);
  int printed = 0;
  for (InsistentProcess& reader : readers) printed += reader.wait().out == "one" ? 1 : 0;
  CHECK(printed == 1);
  CHECK(run_process(mayfly({"status", "1"}), options).out.starts_with("1: read at "));
}

namespace {

/// What was printed is told as read, and what is told as not read can still be read: nothing else
/// is claimed.
void check_told_truthfully(CrashWorld& world, MessageId id, bool printed) {
  world.faults.disarm();
  world.open();
  const Fate fate = fate_of(world.james(), id);
  if (printed) CHECK((fate.state == State::read && fate.reads == 1));
  if (fate.state != State::alive) CHECK((fate.state == State::read || fate.state == State::gone));
  const bool is_there = world.james().get(id).has_value();
  CHECK(is_there == (fate.state == State::alive));
  if (is_there) CHECK(state_of(world.james(), id) == State::read);
  world.clock.advance(61min);
  CHECK(state_of(world.james(), id) != State::expired);
}

}  // namespace

TEST_CASE("a reading that stops at any step is told as it was", "[slow][receipts][crash]") {
  CalmVault calm(false);
  const MessageId id = calm.user("james").store(burn_with_receipt("once")).id;
  for (const Accident& accident : kAccidents) {
    int n = 0;
    for (bool hit = true; hit;) {
      CrashWorld world(calm);
      bool printed = false;
      const auto get = [&](CrashWorld& at) {
        at.open();
        printed = at.james().get(id).has_value();
      };
      hit = meets_accident(world, get, accident, ++n);
      CAPTURE(accident.name, n);
      if (accident.fault != Fault::fail) world.die(accident.loss);
      check_told_truthfully(world, id, printed);
    }
    CHECK(n > 6);
  }
}
