#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace mayfly {

inline constexpr std::chrono::seconds kMinTtl{1};
inline constexpr std::chrono::seconds kDefaultTtl{std::chrono::minutes{10}};
inline constexpr std::chrono::seconds kMaxTtl{std::chrono::days{366}};

/// Reads a lifetime: whole seconds (`90`), or numbers with the units w, d, h, m and s, each at most
/// once and from the largest down (`1h30m`). Throws Error{usage} for anything else, and for a time
/// that is less than kMinTtl or more than kMaxTtl. The error does not repeat `text`, which may be a
/// message in the wrong place.
std::chrono::seconds parse_ttl(std::string_view text);

/// The two largest units of a duration, rounded down to the second: `9m 58s`, `1d 2h`, `0s`.
/// From two years up, years: `10y`.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace mayfly
