#include "support/histories/history.h"

#include "support/histories/chance.h"

namespace mayfly::test {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

class History {
 public:
  History(std::uint64_t seed, const Habits& habits, Exceptions& exceptions)
      : chance_(seed), habits_(habits), exceptions_(exceptions) {}

  void run() {
    machine_.reboot(0, first_error());
    machine_.hide_boot_id(habits_.hides_boot_id && chance_.one_in(2));
    machine_.run(chance_.between(kSecond, kDay));
    if (habits_.has_network && chance_.one_in(2)) synchronise();
    KeptVault vault(machine_, exceptions_);
    if (habits_.is_daily) return run_daily(vault);
    for (int i = 0; i < 60; ++i) step(vault);
  }

 private:
  void step(KeptVault& vault) {
    const std::int64_t what = chance_.below(20);
    if (what < 6) return use(vault);
    if (what < 10)
      return machine_.run(chance_.between(kSecond, habits_.is_hasty ? 10 * kSecond : 2 * kDay));
    if (what < 13) return reboot(vault);
    if (what < 16 && habits_.has_network) return synchronise();
    if (what == 16) return machine_.lose_network();
    if (what == 17 && habits_.is_virtual) return pause(vault);
    if (what == 18 && habits_.sets_clock) return machine_.step(some_error());
    if (what == 19 && habits_.hides_boot_id) return machine_.hide_boot_id(chance_.one_in(2));
    use(vault);
  }

  void use(KeptVault& vault) {
    if (habits_.is_read_only && chance_.one_in(2)) return vault.access(false);
    if (chance_.one_in(3)) return vault.access(!chance_.one_in(10));
    if (habits_.is_hasty) return vault.store(kDay);  // many in one window
    vault.store(chance_.between(10 * kSecond, chance_.one_in(3) ? 90 * kDay : kDay));
  }

  void pause(KeptVault& vault) {
    const std::int64_t by = chance_.between(kSecond, 5 * kDay);
    machine_.pause(by);
    vault.pause(by);
  }

  void synchronise() {
    const bool misled = habits_.errs && chance_.one_in(12);
    machine_.synchronise(misled ? chance_.between(kMinute, kDay) : chance_.below(101) - 50);
  }

  void reboot(KeptVault& vault) {
    if (habits_.always_set) set_before_shutdown(vault);
    if (habits_.loses_power && chance_.one_in(4)) {
      vault.lose_power(chance_.number());
    } else {
      vault.shut_down();
    }
    const std::int64_t off = chance_.between(kSecond, 30 * kDay);
    machine_.reboot(off, error_of_boot(off));
    machine_.run(chance_.between(kSecond, kMinute));
  }

  void set_before_shutdown(KeptVault& vault) {
    synchronise();
    vault.access(true);
    machine_.run(kMinute);  // so it is on the disk, whatever happens then
  }

  std::int64_t error_of_boot(std::int64_t off) {
    if (habits_.errs && chance_.one_in(40))
      return chance_.between(kMinute, 27'000 * kDay);  // ahead once
    if (habits_.saves_time) return machine_.error() - off - chance_.below(kMinute);
    if (!habits_.has_battery) return -machine_.truth();  // 1970
    if (habits_.sets_clock && chance_.one_in(4)) return machine_.error();
    return chance_.below(1001) - 500;
  }

  std::int64_t first_error() {
    if (habits_.has_battery) return 0;
    return habits_.saves_time ? -chance_.between(kMinute, 300 * kDay) : -machine_.truth();
  }

  std::int64_t some_error() {
    const std::int64_t by = chance_.between(kSecond, 4000 * kDay);
    return chance_.one_in(2) ? by : -by;
  }

  void run_daily(KeptVault& vault) {
    for (int day = 0; day < 40; ++day) {
      vault.store(chance_.between(20 * kDay, 90 * kDay));
      machine_.run(chance_.between(kMinute, kHour));
      synchronise();
      vault.access(true);
      vault.shut_down();
      const std::int64_t off = chance_.between(12 * kHour, kDay);
      machine_.reboot(off, machine_.error() - off);
      machine_.run(kMinute);
      vault.access(true);
    }
  }

  Chance chance_;
  const Habits& habits_;
  Exceptions& exceptions_;
  Machine machine_;
};

}  // namespace

Habits random_habits(std::uint64_t seed) {
  Chance chance(~seed);
  Habits habits;
  habits.has_battery = !chance.one_in(3);
  habits.saves_time = !habits.has_battery && !chance.one_in(4);
  habits.has_network = !chance.one_in(5);
  habits.is_virtual = chance.one_in(3);
  habits.hides_boot_id = chance.one_in(8);
  habits.is_read_only = chance.one_in(4);
  habits.sets_clock = chance.one_in(3);
  habits.errs = chance.one_in(2);
  habits.is_hasty = chance.one_in(3);
  habits.is_daily = chance.one_in(40);
  return habits;
}

void run_history(std::uint64_t seed, const Habits& habits, Exceptions& exceptions) {
  History(seed, habits, exceptions).run();
}

}  // namespace mayfly::test
