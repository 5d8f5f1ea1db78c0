// The table of doc/design.md, "Vault time", row by row. True time is what ManualClock begins with,
// and what advance() and off() add.

#include "window_keys/vault_clock.h"

#include "support/catch.h"
#include "support/fakes.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kTenYears = std::chrono::hours(24 * 3653);

/// A vault that was used for an hour, and synchronised.
struct VaultClockFixture {
  ManualClock clock;
  Instant truth = clock.wall();
  ClockRecord record = synchronised_record();
  std::int64_t last_generation = 1;
  Look at = look();

  ClockRecord synchronised_record() {
    clock.set_synchronised(true);
    return first_record(clock);
  }
  Look look() { return at = look_at_clocks(record, clock, last_generation); }
  milliseconds passed() { return from_unix_ms(look().now) - truth; }
  void advance(milliseconds by) { clock.advance(by); }

  /// Off for a day; then a boot whose clock is wrong by that, and not synchronised.
  void reboot_after_a_day(milliseconds error) {
    clock.set_synchronised(false);
    clock.reboot(clock.wall() + 24h + error);
  }
  /// Boots at the time of the shutdown; NTP sets the clock later, in synchronise().
  void reboot_late() { reboot_after_a_day(-24h); }
  void synchronise(Instant wall) {
    clock.set_wall(wall);
    clock.set_synchronised(true);
  }
};

}  // namespace

TEST_CASE_METHOD(VaultClockFixture, "within a boot no step of the wall clock moves vault time",
                 "[vault-time]") {
  clock.set_synchronised(false);
  clock.step_wall(GENERATE(milliseconds(1h), milliseconds(-1h), kTenYears, -kTenYears));
  advance(1min);
  CHECK(passed() == 1min);
  CHECK(at.now + at.offset == to_unix_ms(clock.wall()));
}

TEST_CASE_METHOD(VaultClockFixture, "how far the wall clock is off is told, by the trusted offset",
                 "[vault-time]") {
  clock.set_synchronised(false);
  clock.step_wall(-1h);
  CHECK(look().ahead == -3'600'000);
  CHECK(look().ahead == -3'600'000);
  clock.step_wall(1h);
  CHECK(look().ahead == 0);
}

TEST_CASE_METHOD(VaultClockFixture, "a boot whose clock is right counts the time off",
                 "[vault-time]") {
  reboot_after_a_day(0ms);
  CHECK(passed() == 24h);
}

TEST_CASE_METHOD(VaultClockFixture, "a clock that comes late: the time off counts from then",
                 "[vault-time]") {
  reboot_late();
  CHECK(passed() == 0h);
  advance(1min);
  CHECK(passed() == 1min);
  synchronise(truth + 24h + 1min);
  CHECK(passed() == 24h + 1min);
  CHECK(at.older_by == 0);
}

TEST_CASE_METHOD(VaultClockFixture, "what was stored before the clock came does not age by it",
                 "[vault-time]") {
  reboot_late();
  look();
  ++last_generation;  // a message is stored
  synchronise(truth + 24h);
  CHECK(passed() == 0h);
  CHECK(at.older_by == 24 * 3'600'000);
  CHECK(aged_by(record, 1) == at.older_by);
  CHECK(aged_by(record, 2) == 0);
  CHECK(at.ahead == 0);
  CHECK(look().older_by == 0);
  reboot_after_a_day(0ms);
  CHECK(passed() == 24h);  // counted once
}

TEST_CASE_METHOD(VaultClockFixture, "the first synchronised look of all moves nothing",
                 "[vault-time]") {
  record.trusted_offset.reset();
  reboot_late();
  look();
  synchronise(truth + 24h);
  CHECK(passed() == 0h);
  CHECK(record.trusted_offset == 24 * 3'600'000);
}

TEST_CASE_METHOD(VaultClockFixture, "a boot ahead spoils itself alone", "[vault-time]") {
  record.trusted_offset = GENERATE(std::optional<std::int64_t>(0), std::nullopt);
  reboot_after_a_day(kTenYears);
  CHECK(passed() == 24h + kTenYears);
  reboot_after_a_day(-kTenYears);
  CHECK(passed() == 24h + kTenYears);  // nobody knows of this time off
  reboot_after_a_day(0ms);
  CHECK(passed() == 48h + kTenYears);
}

TEST_CASE_METHOD(VaultClockFixture, "NTP ends a boot ahead, and takes nothing back",
                 "[vault-time]") {
  reboot_after_a_day(kTenYears);
  look();
  synchronise(truth + 24h);
  CHECK(passed() == 24h + kTenYears);
  reboot_after_a_day(0ms);
  CHECK(passed() == 48h + kTenYears);
}

TEST_CASE_METHOD(VaultClockFixture, "a clock set by hand before a boot does not spoil that boot",
                 "[vault-time]") {
  const milliseconds step = GENERATE(milliseconds(-2h), kTenYears);
  clock.set_synchronised(false);
  clock.step_wall(step);
  look();
  reboot_after_a_day(-step);
  CHECK(passed() == 24h);
}

TEST_CASE_METHOD(VaultClockFixture, "a pause counts once the clock is set right", "[vault-time]") {
  ++last_generation;  // also for what was stored in this boot
  look();
  clock.step_wall(24h);  // the others stood still
  CHECK(passed() == 24h);
  CHECK(at.older_by == 0);
  CHECK(aged_by(record, 2) == 0);
}

TEST_CASE_METHOD(VaultClockFixture, "leap seconds move nothing, and many short pauses add up",
                 "[vault-time]") {
  clock.step_wall(-1s);
  CHECK(passed() == 0s);
  clock.step_wall(3s);
  CHECK(passed() == 0s);
  clock.step_wall(1s);
  CHECK(passed() == 3s);
}

TEST_CASE_METHOD(VaultClockFixture, "without a boot id the wall clock is followed, never back",
                 "[vault-time]") {
  clock.set_boot_id(GENERATE(std::optional<BootId>(), std::optional<BootId>(BootId{})));
  clock.set_synchronised(false);
  advance(1min);
  CHECK(passed() == 1min);
  clock.step_wall(-1h);
  CHECK(passed() == 1min);
  advance(1min);
  CHECK(passed() == 2min);
  CHECK(may_share(record, 1));  // all would become older together
}

TEST_CASE_METHOD(VaultClockFixture, "a boot's clock that goes back takes nothing back",
                 "[vault-time]") {
  clock.set_synchronised(false);
  advance(1h);
  look();
  advance(-30min);  // memory was put back, the disk was not
  CHECK(passed() == 1h);
  advance(1min);
  CHECK(passed() == 1h + 1min);
}
