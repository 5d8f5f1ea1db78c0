#pragma once

#include <string>

#include "cli/local_time.h"
#include "mayfly/clock.h"

namespace mayfly::app {

/// A time that somebody has written.
struct Until {
  Instant at;
  Shown shown = Shown::once;  ///< how often the clocks show what was written
  bool is_last = false;       ///< of two times at which they show it
  std::string text = {};      ///< what they show, for people: "2026-10-25 02:30"
};

/// Reads `18:00` (today), `tomorrow`, `tomorrow 18:00`, `2026-12-24`, `2026-12-24 18:00`, all by
/// the zone of the process, or a time with its zone (RFC 3339). A day alone is its beginning. Of
/// two times at which the clocks show it, the first that is still to come. `now` is the wall
/// clock's time. Throws Error{usage}, which names `place`, for anything else, for a time that is
/// past, and for one that is more than kMaxTtl away.
Until parse_until(const std::string& place, const std::string& word, Instant now);

}  // namespace mayfly::app
