// Vault time against true time, in histories that nobody thought of (doc/design.md, "Vault time").

#include <fstream>
#include <iterator>
#include <numeric>
#include <string>

#include "support/catch.h"
#include "support/histories/history.h"

using namespace mayfly::test;

namespace {

void run_histories(const Habits& habits, Exceptions& exceptions) {
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    INFO("seed " << seed);
    REQUIRE_NOTHROW(run_history(seed, habits, exceptions));
  }
}

int sum(const std::array<int, kCauses>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0);
}

bool may_be_late(Cause cause) {
  return cause != Cause::many_boots && cause != Cause::jitter;
}

}  // namespace

TEST_CASE("10,000 histories: nothing lives too long or dies early except as the table says",
          "[vault-time]") {
  Exceptions exceptions;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    INFO("seed " << seed);
    REQUIRE_NOTHROW(run_history(seed, random_habits(seed), exceptions));
  }
  for (std::size_t i = 0; i < kCauses; ++i) {
    const auto cause = static_cast<Cause>(i);
    CAPTURE(kCauseNames.at(i), exceptions.late.at(i), exceptions.early.at(i));
    CHECK((exceptions.late.at(i) > 0) == may_be_late(cause));
    CHECK((exceptions.early.at(i) > 0) == (cause != Cause::jitter));
  }
}

TEST_CASE("the table names each exception", "[vault-time]") {
  std::ifstream file(MAYFLY_SOURCE_DIR "/doc/design.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const std::string name : kCauseNames) {
    CAPTURE(name);
    CHECK((text.find("*" + name + "*") != std::string::npos) == (name != "jitter"));
  }
}

TEST_CASE("a machine whose clock is right knows no exception, whether it is synchronised or not",
          "[vault-time]") {
  Habits habits;
  habits.has_network = GENERATE(true, false);
  Exceptions exceptions;
  run_histories(habits, exceptions);
  CHECK(sum(exceptions.late) == 0);
  CHECK(sum(exceptions.early) == 0);
}

TEST_CASE("where the clock comes late in each boot, nothing dies early", "[vault-time]") {
  Habits habits;
  habits.has_battery = false;
  habits.saves_time = GENERATE(true, false);
  habits.always_set = true;
  Exceptions exceptions;
  run_histories(habits, exceptions);
  CHECK(sum(exceptions.early) == 0);
}
