#include "window_keys/vault_time.h"

#include <algorithm>
#include <array>

#include "support/catch.h"
#include "support/fakes.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kTenYears = std::chrono::hours(24 * 3653);
const Instant k1970 = from_unix_ms(0);

/// Vault time that goes on from access to access, as the header keeps it.
struct TimeFixture {
  ManualClock clock;
  Instant start = clock.wall();
  ClockState state = start_of_vault_time(clock);

  Instant now() { return from_unix_ms(vault_time(state, clock)); }

  /// As with every write.
  void keep() { state.high_water_mark = std::max(state.high_water_mark, to_unix_ms(now())); }

  /// Ten minutes in this boot, kept; then another boot that begins with that wall clock.
  Instant reboot_after_ten_minutes(Instant wall) {
    clock.advance(10min);
    keep();
    const Instant last = now();
    clock.reboot(wall);
    return last;
  }
};

}  // namespace

TEST_CASE_METHOD(TimeFixture, "vault time begins with the wall clock and goes on with the boot's",
                 "[vault-time]") {
  CHECK(now() == start);
  clock.advance(5min);
  CHECK(now() == start + 5min);
}

TEST_CASE_METHOD(TimeFixture, "within a boot no step of the wall clock changes anything",
                 "[vault-time]") {
  const milliseconds step = GENERATE(milliseconds(1s), milliseconds(1h), kTenYears);
  const int sign = GENERATE(-1, 1);
  const bool synchronised = GENERATE(false, true);
  clock.set_synchronised(synchronised);
  clock.advance(1min);
  clock.step_wall(sign * step);
  CHECK(now() == start + 1min);
  clock.advance(1min);
  CHECK(now() == start + 2min);
  clock.step_wall(-2 * sign * step);
  CHECK(now() == start + 2min);
}

TEST_CASE_METHOD(TimeFixture, "a boot with the right wall clock follows it", "[vault-time]") {
  const Instant last = reboot_after_ten_minutes(start + 3h);
  CHECK(last == start + 10min);
  CHECK(now() == start + 3h);
  CHECK_FALSE(state.began_behind);
  clock.advance(1min);
  CHECK(now() == start + 3h + 1min);
}

TEST_CASE_METHOD(TimeFixture, "a boot at 1970, or behind, begins at the mark and goes on from it",
                 "[vault-time]") {
  const std::array walls{k1970, k1970 - kTenYears, start - kTenYears, start - 1s,
                         start + 10min - 1ms};
  const Instant wall = walls.at(GENERATE(range(0u, 5u)));
  const Instant mark = reboot_after_ten_minutes(wall);
  CHECK(now() == mark);
  CHECK(state.began_behind);
  clock.advance(90s);
  CHECK(now() == mark + 90s);
}

TEST_CASE_METHOD(TimeFixture, "a boot exactly at the mark did not begin behind", "[vault-time]") {
  reboot_after_ten_minutes(start + 10min);
  CHECK(now() == start + 10min);
  CHECK_FALSE(state.began_behind);
}

TEST_CASE_METHOD(TimeFixture, "a correction after a boot behind is not followed on mere assertion",
                 "[vault-time]") {
  const Instant mark = reboot_after_ten_minutes(k1970);
  now();
  clock.advance(1min);
  clock.set_wall(start + 5h);
  CHECK(now() == mark + 1min);
  clock.advance(1min);
  CHECK(now() == mark + 2min);
}

TEST_CASE_METHOD(TimeFixture, "it is followed once the kernel says that it is synchronised",
                 "[vault-time]") {
  reboot_after_ten_minutes(k1970);
  now();
  clock.advance(1min);
  clock.set_wall(start + 5h);
  now();
  clock.set_synchronised(true);
  CHECK(now() == start + 5h);
  CHECK_FALSE(state.began_behind);
  clock.advance(1min);
  CHECK(now() == start + 5h + 1min);
}

TEST_CASE_METHOD(TimeFixture, "it is followed once: later steps of the wall clock change nothing",
                 "[vault-time]") {
  reboot_after_ten_minutes(k1970);
  now();
  clock.set_synchronised(true);
  clock.set_wall(start + 5h);
  REQUIRE(now() == start + 5h);
  clock.step_wall(GENERATE(milliseconds(1s), milliseconds(1h), kTenYears, milliseconds(-1h)));
  CHECK(now() == start + 5h);
}

TEST_CASE_METHOD(TimeFixture, "a synchronised wall clock that is still behind is not followed",
                 "[vault-time]") {
  const Instant mark = reboot_after_ten_minutes(k1970);
  now();
  clock.set_synchronised(true);
  clock.advance(1min);
  clock.set_wall(mark);
  CHECK(now() == mark + 1min);
  CHECK(state.began_behind);
}

TEST_CASE_METHOD(TimeFixture, "a boot ahead is believed, and its correction back changes nothing",
                 "[vault-time]") {
  reboot_after_ten_minutes(start + kTenYears);
  REQUIRE(now() == start + kTenYears);
  keep();
  clock.set_synchronised(GENERATE(false, true));
  clock.set_wall(start + 20min);
  CHECK(now() == start + kTenYears);
  clock.reboot(start + 30min);
  CHECK(now() == start + kTenYears);
}

TEST_CASE_METHOD(TimeFixture,
                 "without a boot id each look is a boot: ahead is followed, never back",
                 "[vault-time]") {
  clock.set_boot_id(GENERATE(std::optional<BootId>(), std::optional<BootId>(BootId{})));
  clock.advance(1min);
  CHECK(now() == start + 1min);
  keep();
  clock.step_wall(-1h);
  CHECK(now() == start + 1min);
  keep();
  clock.step_wall(3h);
  CHECK(now() == start + 1min + 2h);
}

TEST_CASE_METHOD(TimeFixture, "an anchor without a boot id is no anchor for a boot that has one",
                 "[vault-time]") {
  clock.set_boot_id(std::nullopt);
  state = start_of_vault_time(clock);
  clock.set_boot_id(BootId{});
  clock.step_wall(1h);
  CHECK(now() == start + 1h);
}

TEST_CASE_METHOD(TimeFixture,
                 "time since boot that goes back, as in a snapshot, takes nothing back",
                 "[vault-time]") {
  clock.advance(30min);
  keep();
  const Instant before = now();
  clock.advance(-20min);
  CHECK(now() == before);
  clock.advance(-40min);  // before the anchor
  CHECK(now() == before);
  clock.advance(61min);
  CHECK(now() == before + 1min);
}

TEST_CASE_METHOD(TimeFixture, "whatever the clocks do, a mark that was kept holds",
                 "[vault-time]") {
  Instant last = start;
  unsigned seed = 1;
  for (int i = 0; i < 20'000; ++i) {
    seed = seed * 1'103'515'245 + 12'345;
    const milliseconds by = milliseconds((seed >> 8) % 100'000'000);
    switch (seed >> 29) {
      case 0:
        clock.step_wall(by);
        break;
      case 1:
        clock.step_wall(-by);
        break;
      case 2:
        clock.reboot(last - by);
        break;
      case 3:
        clock.reboot(last + by / 1000);
        break;
      case 4:
        clock.set_synchronised(i % 2 == 0);
        break;
      case 5:
        clock.advance(-by / 50);
        break;
      default:
        clock.advance(by / 1000);
    }
    const Instant time = now();
    if (time < last) FAIL("back by " << (last - time).count() << " ms at step " << i);
    last = time;
    keep();
  }
  SUCCEED();
}
