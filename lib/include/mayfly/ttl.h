#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "mayfly/clock.h"

namespace mayfly {

inline constexpr std::chrono::seconds kMinTtl{1};
inline constexpr std::chrono::seconds kDefaultTtl{std::chrono::minutes{10}};
inline constexpr std::chrono::seconds kMaxTtl{std::chrono::days{366}};

/// Reads a lifetime: whole seconds (`90`), or numbers with the units w, d, h, m (or `min`) and s,
/// each at most once and from the largest down (`1h30m`). A number alone with its unit may have a
/// fraction (`1.5h`), if whole seconds come of it. Throws Error{usage} for anything else, and for a
/// time that is less than kMinTtl or more than kMaxTtl. The error does not repeat `text`, which may
/// be a message in the wrong place.
std::chrono::seconds parse_ttl(std::string_view text);

/// The ttl of what begins at `now` and is to be gone at `until`: whole seconds, rounded down, so
/// that nothing lives longer than that. Throws Error{usage} if it is less than kMinTtl or more than
/// kMaxTtl.
std::chrono::seconds ttl_until(Instant until, Instant now);

/// The two largest units of a duration, rounded down to the second: `9m 58s`, `1d 2h`, `0s`.
/// From two years up, years: `10y`.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace mayfly
