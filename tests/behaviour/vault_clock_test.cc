// What the clock does to a vault: set back, forward or by NTP, it neither revives nor lengthens a
// message, nor, within one boot, kills one early.

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kTenYears = std::chrono::hours(24 * 3653);

struct ClockFixture : VaultFixture {
  UnlockedUser james = user("james");
  Instant start = clock.wall();
  MessageId id = james.store(draft("x")).id;

  /// Through an object that was open before, and one that is opened now.
  bool alive() {
    const bool before = james.get(id).has_value();
    CHECK(user("james").get(id).has_value() == before);
    CHECK(open().list(UserName("james")).size() == (before ? 1 : 0));
    return before;
  }
  std::vector<std::string> warnings() {
    Vault vault = open();
    vault.list(UserName("james"));
    return vault.warnings();
  }
  Instant now() {
    Vault vault = open();
    vault.list(UserName("james"));
    return vault.now();
  }
  std::string all_bytes() { return bytes_of(database()) + bytes_of(window_keys()); }
};

}  // namespace

TEST_CASE_METHOD(ClockFixture, "within a boot a step of the wall clock kills nothing early",
                 "[vault-clock]") {
  clock.set_synchronised(GENERATE(false, true));
  clock.step_wall(GENERATE(milliseconds(1s), milliseconds(-1s), milliseconds(1h), milliseconds(-1h),
                           kTenYears, -kTenYears));
  clock.advance(10min - 1ms);
  CHECK(alive());
  clock.advance(1ms);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture,
                 "within a boot a step of the wall clock lengthens and revives nothing",
                 "[vault-clock]") {
  clock.advance(10min);
  const milliseconds step = GENERATE(milliseconds(-1s), milliseconds(-1h), -kTenYears);
  SECTION("before anybody looked") {
    clock.step_wall(step);
    CHECK_FALSE(alive());
  }
  SECTION("afterwards") {
    CHECK_FALSE(alive());
    clock.step_wall(step);
    CHECK_FALSE(alive());
  }
}

TEST_CASE_METHOD(ClockFixture, "steps back and forth within a boot come to nothing",
                 "[vault-clock]") {
  for (int i = 0; i < 9; ++i) {
    clock.advance(1min);
    clock.step_wall(i % 2 == 0 ? kTenYears : -kTenYears - 1h);
    CHECK(alive());
  }
  CHECK(now() == start + 9min);
  clock.advance(1min);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "a reboot with the wall clock at 1970 revives and lengthens nothing",
                 "[vault-clock]") {
  clock.advance(9min);
  REQUIRE(alive());
  clock.reboot(GENERATE(from_unix_ms(0), from_unix_ms(0) - kTenYears, ManualClock().wall() - 1h,
                        ManualClock().wall()));
  CHECK(alive());
  clock.advance(1min);
  CHECK_FALSE(alive());
  clock.reboot(from_unix_ms(0));
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "a reboot behind, corrected without proof, goes on from the mark",
                 "[vault-clock]") {
  clock.advance(2min);
  REQUIRE(alive());
  clock.reboot(from_unix_ms(0));
  REQUIRE(alive());
  clock.set_wall(start + kTenYears);
  CHECK(alive());
  CHECK(now() == start + 2min);
  clock.advance(8min);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "a reboot behind, corrected by a synchronised kernel, is followed",
                 "[vault-clock]") {
  clock.advance(2min);
  REQUIRE(alive());
  clock.reboot(from_unix_ms(0));
  REQUIRE(alive());
  clock.set_synchronised(true);
  clock.set_wall(start + 9min);
  CHECK(now() == start + 9min);
  CHECK(alive());
  clock.advance(1min);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "what died in a boot that was ahead stays dead", "[vault-clock]") {
  clock.reboot(start + 1h);
  CHECK_FALSE(alive());
  clock.reboot(start + 1min);
  CHECK_FALSE(alive());
  CHECK(now() >= start + 1h);
}

TEST_CASE_METHOD(ClockFixture, "without a boot id nothing is revived by a step back",
                 "[vault-clock]") {
  clock.set_boot_id(std::nullopt);
  clock.advance(5min);
  CHECK(alive());
  clock.step_wall(-3min);
  CHECK(now() == start + 5min);
  clock.step_wall(8min);
  CHECK_FALSE(alive());
  clock.step_wall(-1h);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "a snapshot of the machine that is put back revives nothing",
                 "[vault-clock]") {
  clock.advance(10min);
  CHECK_FALSE(alive());
  clock.advance(-10min);  // memory is as it was, the disk is not
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "times are vault time, whatever the wall clock says",
                 "[vault-clock]") {
  clock.step_wall(GENERATE(kTenYears, -kTenYears));
  clock.advance(1min);
  const Receipt receipt = james.store(draft("y", 1h));
  CHECK(receipt.created_at == start + 1min);
  CHECK(receipt.expires_at == start + 1min + 1h);
  const auto entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].expires_at == start + 10min);
  CHECK(entries[1].created_at == start + 1min);
  CHECK(james.get(receipt.id)->expires_at == receipt.expires_at);
}

TEST_CASE_METHOD(ClockFixture, "clocks that differ by more than a minute are told, a minute is not",
                 "[vault-clock]") {
  const int sign = GENERATE(1, -1);
  CHECK(warnings().empty());
  clock.step_wall(sign * milliseconds(60s));
  CHECK(warnings().empty());
  clock.step_wall(sign * 1ms);
  REQUIRE(warnings().size() == 1);
  CHECK(warnings().front().find(sign > 0 ? "ahead of" : "behind") != std::string::npos);
}

TEST_CASE_METHOD(ClockFixture, "a vault that was just opened knows its time, and warns",
                 "[vault-clock]") {
  clock.step_wall(GENERATE(milliseconds(1h), milliseconds(-1h)));
  CHECK(open().now() == start);
  CHECK(open().warnings().size() == 1);
}

TEST_CASE_METHOD(ClockFixture, "reads within a minute write nothing at all", "[vault-clock]") {
  const std::string before = all_bytes();
  const auto time = std::filesystem::last_write_time(window_keys());
  for (int i = 0; i < 59; ++i) {
    clock.advance(1s);
    REQUIRE(alive());
    CHECK(james.list().size() == 1);
  }
  clock.advance(999ms);
  CHECK(james.latest() == id);
  CHECK(all_bytes() == before);
  CHECK(std::filesystem::last_write_time(window_keys()) == time);
}

TEST_CASE_METHOD(ClockFixture, "a read keeps the time, once a minute", "[vault-clock]") {
  std::string before = bytes_of(window_keys());
  int writes = 0;
  for (int i = 0; i < 50; ++i) {
    clock.advance(6s);
    james.get(id);
    const std::string after = bytes_of(window_keys());
    if (after != before) ++writes;
    before = after;
  }
  CHECK(writes == 5);
}

TEST_CASE_METHOD(ClockFixture, "a store keeps the time at once", "[vault-clock]") {
  clock.advance(30s);
  james.store(draft("y"));
  clock.reboot(from_unix_ms(0));
  CHECK(now() == start + 30s);
}

TEST_CASE_METHOD(ClockFixture, "of a reboot at most a minute is lost", "[vault-clock]") {
  for (int i = 0; i < 500; ++i) {
    clock.advance(1s);
    james.get(id);
  }
  clock.reboot(from_unix_ms(0));
  CHECK(now() > start + 500s - 60s);
  CHECK(now() <= start + 500s);
}

TEST_CASE_METHOD(ClockFixture, "who only looks keeps no time and sees the right one",
                 "[vault-clock]") {
  clock.advance(5min);
  const std::string before = all_bytes();
  Vault vault = Vault::open(place(), clock, random, {1s, true, nullptr, nullptr});
  CHECK(vault.list(UserName("james")).size() == 1);
  clock.advance(5min);
  CHECK(vault.list(UserName("james")).empty());
  CHECK(all_bytes() == before);
}
