#include "window_keys/vault_time.h"

#include <algorithm>

namespace mayfly::window_keys {
namespace {

std::int64_t wall_of(Clock& clock) {
  return to_unix_ms(clock.wall());
}

void set_anchor(ClockState& state, std::int64_t now, Clock& clock) {
  state.boot_id = clock.boot_id().value_or(BootId{});
  state.boottime_at_anchor = clock.since_boot().count();
  state.vault_time_at_anchor = now;
}

bool is_of_this_boot(const ClockState& state, Clock& clock) {
  const auto boot_id = clock.boot_id();
  return boot_id && *boot_id == state.boot_id && state.boot_id != BootId{};
}

}  // namespace

ClockState start_of_vault_time(Clock& clock) {
  ClockState state;
  const std::int64_t now = wall_of(clock);
  set_anchor(state, now, clock);
  state.high_water_mark = now;
  return state;
}

std::int64_t vault_time(ClockState& state, Clock& clock) {
  const std::int64_t wall = wall_of(clock);
  if (!is_of_this_boot(state, clock)) {
    const std::int64_t now = std::max(state.high_water_mark, wall);
    state.began_behind = wall < state.high_water_mark;
    set_anchor(state, now, clock);
    return now;
  }
  const std::int64_t elapsed = clock.since_boot().count() - state.boottime_at_anchor;
  const std::int64_t now = std::max(state.high_water_mark, state.vault_time_at_anchor + elapsed);
  if (!state.began_behind || wall <= now || !clock.synchronised()) return now;
  state.began_behind = false;
  set_anchor(state, wall, clock);
  return wall;
}

}  // namespace mayfly::window_keys
