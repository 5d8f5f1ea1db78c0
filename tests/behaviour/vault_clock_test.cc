// What the clock does to a vault: set back, forward or by NTP, it neither revives nor lengthens a
// message, nor, within one boot, kills one early. What vault time is: doc/design.md, "Vault time".

#include <set>
#include <utility>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"
#include "window_keys/file/window_key_file.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kTenYears = std::chrono::hours(24 * 3653);

struct ClockFixture : VaultFixture {
  TestDisk disk;
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
  /// By vault time: what people are shown follows their clock.
  std::chrono::milliseconds left() {
    Vault vault = open();
    const auto entries = vault.list(UserName("james"));
    REQUIRE(entries.size() == 1);
    return entries.front().expires_at - vault.now();
  }
  std::vector<Warning> warnings() {
    Vault vault = open();
    vault.list(UserName("james"));
    return vault.warnings();
  }
  Instant now() {
    Vault vault = open();
    vault.list(UserName("james"));
    return vault.now();
  }
  std::string rows() { return RawDatabase(database()).look("SELECT count(*) FROM messages"); }
  std::set<std::string> codes() {
    VaultOptions look;
    look.look_only = true;
    std::set<std::string> wrong;
    for (const Finding& one : Vault::open(place(), clock, random, look).verify(nullptr).findings)
      if (one.wrong) wrong.insert(one.code);
    return wrong;
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
  CHECK(left() == 1min);
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
  CHECK(left() == 8min);
  clock.advance(8min);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture, "a reboot behind, corrected by a synchronized kernel, is followed",
                 "[vault-clock]") {
  clock.set_synchronised(true);
  clock.advance(2min);
  REQUIRE(alive());
  clock.set_synchronised(false);
  clock.reboot(from_unix_ms(0));
  REQUIRE(alive());
  clock.set_synchronised(true);
  clock.set_wall(start + 9min);
  CHECK(now() == start + 9min);
  CHECK(left() == 1min);
  clock.advance(1min);
  CHECK_FALSE(alive());
}

TEST_CASE_METHOD(ClockFixture,
                 "time off that comes to light ages what was stored before the boot, and no more",
                 "[vault-clock]") {
  clock.set_synchronised(true);
  const MessageId old = james.store(draft("old", 48h)).id;
  clock.set_synchronised(false);
  clock.reboot(start + 60s);  // three days later, by a clock that begins where it was
  UnlockedUser again = user("james");
  const MessageId young = again.store(draft("young", 1h)).id;
  REQUIRE(again.get(old));
  clock.set_synchronised(true);
  clock.set_wall(start + 72h);
  CHECK_FALSE(again.get(old));
  CHECK(again.get(young));
  const auto entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 1);
  CHECK(entries.front().expires_at == start + 73h);
  CHECK(rows() == "1");
  clock.reboot(start + 72h + 30min);
  CHECK(user("james").get(young));
  clock.advance(30min);
  CHECK_FALSE(user("james").get(young));
}

TEST_CASE_METHOD(ClockFixture, "after a boot behind, no message shares a key with one before it",
                 "[vault-clock]") {
  const auto keys = [&] { return live_slots(window_keys()).size(); };
  REQUIRE(keys() == 1);
  clock.reboot(start);
  UnlockedUser again = user("james");
  again.store(draft("y"));
  CHECK(keys() == 2);
  again.store(draft("z"));
  CHECK(keys() == 2);
}

TEST_CASE_METHOD(ClockFixture,
                 "what died in a boot that was ahead stays dead, and the next is right",
                 "[vault-clock]") {
  clock.reboot(start + 1h);
  CHECK_FALSE(alive());
  clock.reboot(start + 1min);
  CHECK_FALSE(alive());
  UnlockedUser again = user("james");
  const Receipt receipt = again.store(draft("y"));
  CHECK(receipt.created_at == start + 1min);
  clock.reboot(start + 9min);
  CHECK(user("james").get(receipt.id));
  clock.reboot(start + 11min);
  CHECK_FALSE(user("james").get(receipt.id));
}

TEST_CASE_METHOD(ClockFixture, "without a boot id nothing is revived by a step back",
                 "[vault-clock]") {
  clock.set_boot_id(std::nullopt);
  clock.advance(5min);
  CHECK(alive());
  clock.step_wall(-3min);
  CHECK(left() == 5min);
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

TEST_CASE_METHOD(ClockFixture, "times are shown as the wall clock has them", "[vault-clock]") {
  const milliseconds step = GENERATE(as<milliseconds>(), kTenYears, -kTenYears);
  clock.step_wall(step);
  clock.advance(1min);
  const Receipt receipt = james.store(draft("y", 1h));
  CHECK(receipt.created_at == start + step + 1min);
  CHECK(receipt.expires_at == start + step + 1min + 1h);
  const auto entries = open().list(UserName("james"));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].expires_at == start + step + 10min);
  CHECK(entries[1].created_at == receipt.created_at);
  CHECK(james.get(receipt.id)->expires_at == receipt.expires_at);
}

TEST_CASE_METHOD(ClockFixture, "a second more or less of the wall clock moves no time shown",
                 "[vault-clock]") {
  clock.step_wall(GENERATE(999ms, -999ms));
  clock.advance(1min);
  CHECK(open().list(UserName("james")).front().expires_at == start + 10min);
}

TEST_CASE_METHOD(ClockFixture, "clocks that differ by more than a minute are told, a minute is not",
                 "[vault-clock]") {
  clock.set_synchronised(true);
  CHECK(warnings().empty());
  clock.set_synchronised(false);
  const int sign = GENERATE(1, -1);
  clock.step_wall(sign * milliseconds(60s));
  CHECK(warnings().empty());
  clock.step_wall(sign * 1ms);
  REQUIRE(warnings().size() == 1);
  CHECK(warnings().front().text.find(sign > 0 ? "ahead of" : "behind") != std::string::npos);
  CHECK(warnings().front().reason == Reason::clock_differs);
}

TEST_CASE_METHOD(ClockFixture, "a vault that was just opened knows its time, and warns",
                 "[vault-clock]") {
  clock.step_wall(GENERATE(milliseconds(1h), milliseconds(-1h)));
  Vault vault = open();
  CHECK(vault.now() == clock.wall());
  CHECK(vault.warnings().size() == 1);
}

TEST_CASE_METHOD(ClockFixture, "reads within a second write nothing at all", "[vault-clock]") {
  const std::string before = all_bytes();
  const auto time = std::filesystem::last_write_time(window_keys());
  for (int i = 0; i < 9; ++i) {
    clock.advance(111ms);
    REQUIRE(james.get(id));
    CHECK(james.list().size() == 1);
  }
  CHECK(all_bytes() == before);
  CHECK(std::filesystem::last_write_time(window_keys()) == time);
}

TEST_CASE_METHOD(ClockFixture, "a read keeps the time, once a second, and waits for nobody",
                 "[vault-clock]") {
  auto written = [&, before = bytes_of(window_keys())]() mutable {
    return std::exchange(before, bytes_of(window_keys())) != before;
  };
  for (int i = 0; i < 6; ++i) {
    CAPTURE(i);
    clock.advance(500ms);
    james.get(id);
    CHECK(written() == (i % 2 == 1));
  }
  clock.advance(1s);
  Patience none;
  window_keys::WindowKeyFile other =
      window_keys::WindowKeyFile::open(window_keys(), {}, disk).value();
  const auto held = other.lock(none);
  CHECK(james.get(id));
  CHECK_FALSE(written());
}

TEST_CASE_METHOD(ClockFixture, "of a reboot behind at most a second is lost", "[vault-clock]") {
  for (int i = 0; i < 500; ++i) {
    clock.advance(1s);
    james.get(id);
  }
  clock.reboot(from_unix_ms(0));
  CHECK(left() < 100s + 1s);
  CHECK(left() >= 100s);
}

TEST_CASE_METHOD(ClockFixture, "a message is acknowledged when its boot is on the disk",
                 "[vault-clock]") {
  clock.reboot(start + 1min);
  const int before = disk.syncs;
  VaultOptions options;
  options.disk = &disk;
  Vault vault = Vault::open(place(), clock, random, options);
  UnlockedUser again = *vault.unlock(UserName("james"), key_file("james"));
  again.store(draft("y"));
  CHECK(disk.syncs == before + 1);  // with the sync of its window key
  again.store(draft("z"));
  CHECK(disk.syncs == before + 1);
}

TEST_CASE_METHOD(ClockFixture, "a clock's record that is damaged costs no message",
                 "[vault-clock]") {
  clock.advance(5min);
  james.store(draft("y"));
  const std::size_t at = window_keys::kClockBlock * window_keys::kBlockSize;
  overwrite(window_keys(), at + GENERATE(0u, 8u, 60u, 112u), Bytes(8, 0x5a));
  CHECK(codes() == std::set<std::string>{"damaged_clock"});
  CHECK(user("james").get(id));
  CHECK(codes().empty());  // made anew
  clock.advance(5min);
  CHECK_FALSE(user("james").get(id));
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
