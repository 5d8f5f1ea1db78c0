#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>

#include "mayfly/clock.h"
#include "values/ids.h"

namespace mayfly::window_keys {

inline constexpr std::size_t kWindowKeySize = 32;
inline constexpr std::size_t kTagSize = 32;

/// What a window key is asked for by.
struct WindowId {
  Instant end;  ///< of its window, in vault time; from then on the key must not exist
  Generation generation;

  auto operator<=>(const WindowId&) const = default;
};

/// The end of the window in which a message expires, in Unix milliseconds: the next multiple of the
/// window's length from `expires_at` on. The length is 2^k seconds, k = max(6, floor(log2 ttl) -
/// 3): so a key outlives its messages by less than 64 s, or an eighth of the ttl from 512 s up.
/// `expires_at` lies behind `created_at`, and both within some 285,000 years of 1970.
inline std::int64_t window_end(std::int64_t created_at, std::int64_t expires_at) {
  constexpr std::int64_t kMsPerSecond = 1000;
  const auto ttl = static_cast<std::uint64_t>(expires_at - created_at) / kMsPerSecond;
  const int k = std::max(6, static_cast<int>(std::bit_width(ttl)) - 1 - 3);
  const std::int64_t length = (std::int64_t{1} << k) * kMsPerSecond;
  const std::int64_t past = expires_at % length;  // negative before 1970
  return past == 0 ? expires_at : expires_at - past + (past > 0 ? length : 0);
}

}  // namespace mayfly::window_keys
