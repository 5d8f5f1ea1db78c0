#include "platform/patience.h"

#include <string>

#include "support/catch.h"
#include "support/fakes.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct PatienceFixture {
  ManualWaitClock clock;
  Patience patience{clock, {10s, 60s}};

  /// How long it still waits for a holder that does not move.
  std::chrono::nanoseconds wait() {
    const auto start = clock.now();
    patience.next_lock();
    while (patience.pause(7ms)) {
    }
    return clock.now() - start;
  }
};

}  // namespace

TEST_CASE("no patience waits for nothing, and needs no clock", "[patience]") {
  Patience none;
  none.begin();
  none.next_lock();
  CHECK_FALSE(none.pause(1ms));
  CHECK_FALSE(none.exhausted());
}

TEST_CASE_METHOD(PatienceFixture, "one that hangs is waited for once, whatever it holds",
                 "[patience]") {
  CHECK(wait() == 10s);
  CHECK(patience.exhausted());
  CHECK(wait() == 0s);
  patience.begin();  // the next access, at once
  CHECK(wait() == 0s);
  clock.pause(10s + 1ns);
  patience.begin();
  CHECK(wait() == 10s);
}

TEST_CASE_METHOD(PatienceFixture, "a lock that was had after a wait gives all the patience back",
                 "[patience]") {
  patience.pause(9s);
  CHECK(wait() == 10s);
}

TEST_CASE_METHOD(PatienceFixture, "a lock that somebody gave up for another gives none back",
                 "[patience]") {
  patience.pause(9s);
  patience.inherit();
  CHECK(wait() == 1s);
}

TEST_CASE_METHOD(PatienceFixture, "those who move are waited for up to the limit in all",
                 "[patience]") {
  while (patience.pause(9s)) patience.moved();
  CHECK(clock.now() == 60s);
  CHECK_FALSE(patience.exhausted());
  CHECK(std::string(patience.busy().what()) ==
        "the vault is busy: others were served, and in 1m it was not this one's turn");
  patience.begin();
  CHECK(patience.pause(9s));
}

TEST_CASE("with a limit of 0 in all, nothing is waited for", "[patience]") {
  ManualWaitClock clock;
  Patience patience(clock, {10s, 0s});
  CHECK_FALSE(patience.pause(1ms));
  CHECK(clock.pauses == 0);
  CHECK(std::string(patience.busy().what()) == "the vault is busy: another process holds it");
}

TEST_CASE("of a holder that does not move nobody says that others were served", "[patience]") {
  ManualWaitClock clock;
  Patience patience(clock, {10s, 2s});
  const bool moves = GENERATE(false, true);
  while (patience.pause(7ms)) {
    if (moves) patience.moved();
  }
  const std::string text = patience.busy().what();
  CHECK((text.find("others were served") != std::string::npos) == moves);
  CHECK((text.find("another process holds it") != std::string::npos) != moves);
}
