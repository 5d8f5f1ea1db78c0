#pragma once

#include <cstdint>

#include "support/histories/kept_vault.h"

namespace mayfly::test {

/// What a machine and its owner are like. As it stands, one whose clock is always right.
struct Habits {
  bool has_battery = true;     ///< for its clock; otherwise it begins at 1970, or
  bool saves_time = false;     ///< at the last time before it was shut down
  bool has_network = true;     ///< so NTP sets the clock, now and then
  bool always_set = false;     ///< by NTP, before each shutdown
  bool is_virtual = false;     ///< and is paused
  bool hides_boot_id = false;  ///< now and then
  bool is_read_only = false;   ///< now and then
  bool sets_clock = false;     ///< by hand
  bool errs = false;           ///< now and then a boot's clock is ahead, or NTP's is wrong
  bool loses_power = true;
  bool is_hasty = false;  ///< seconds from one access to the next, so power cuts lose much
  bool is_daily = false;  ///< each day a boot whose clock comes late, and a message for months
};
Habits random_habits(std::uint64_t seed);

/// A random history of such a machine and its vault, the same for the same seed.
void run_history(std::uint64_t seed, const Habits& habits, Exceptions& exceptions);

}  // namespace mayfly::test
