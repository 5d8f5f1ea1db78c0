#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "mayfly/clock.h"

namespace mayfly {

// What numbers of ours can have come to (doc/format.md, "Limits"). Whatever is beyond was written
// by somebody else.

/// Times of window keys are within some 70,000 years of 1970, so that no sum of them overflows.
/// What is written can be read: there is one bound for both.
inline constexpr std::chrono::milliseconds kFar{std::int64_t{1} << 51};

constexpr bool is_plausible_time(std::int64_t unix_ms) {
  return unix_ms > -kFar.count() && unix_ms < kFar.count();
}

/// Those of a row are within some 285,000 years.
inline constexpr std::chrono::milliseconds kFarInRow{std::int64_t{1} << 53};

constexpr bool is_plausible_in_row(Instant time) {
  return time.time_since_epoch() > -kFarInRow && time.time_since_epoch() < kFarInRow;
}

/// The nearest plausible one: a row that was altered can say anything, and sums must not overflow.
constexpr Instant clamped_in_row(Instant time) {
  return std::clamp(time, Instant{-kFarInRow}, Instant{kFarInRow});
}

/// Ids, generations and sequences.
constexpr bool is_plausible_counter(std::int64_t value) {
  return value >= 0 && value < kFar.count();
}

/// The next number goes on from those in rows, and from the engine's counter, only if they are
/// below these: what one altered value says leaves room for what comes after it.
inline constexpr std::int64_t kMostInRow = std::int64_t{1} << 40;
inline constexpr std::int64_t kMostCounted = std::int64_t{1} << 50;

}  // namespace mayfly
