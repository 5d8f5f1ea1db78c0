#pragma once

#include <cstdint>

#include "mayfly/clock.h"

namespace mayfly::window_keys {

/// Where vault time stands: kept in the header of the window-key file. Times are Unix milliseconds,
/// but for `boottime`: milliseconds since the boot.
struct ClockState {
  BootId boot_id{};  ///< of the boot in which the anchor was set; zeros: unknown
  std::int64_t boottime_at_anchor{};
  std::int64_t vault_time_at_anchor{};
  std::int64_t high_water_mark{};  ///< vault time never falls below
  bool began_behind = false;       ///< this boot began with the wall clock behind the mark

  bool operator==(const ClockState&) const = default;
};

/// Vault time begins with the wall clock.
ClockState start_of_vault_time(Clock& clock);

/// Vault time, in Unix milliseconds. Within a boot it is the anchor and the time since then,
/// whatever the wall clock does; a new boot begins at the wall clock, or at the mark where that is
/// ahead. Where the wall clock was behind then, a later correction of it is followed once the
/// kernel says that it is synchronised. Sets a new anchor in `state` where one is due.
std::int64_t vault_time(ClockState& state, Clock& clock);

}  // namespace mayfly::window_keys
