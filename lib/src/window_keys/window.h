#pragma once

#include <algorithm>
#include <bit>
#include <chrono>
#include <compare>
#include <cstdint>

#include "mayfly/clock.h"
#include "values/ids.h"

namespace mayfly::window_keys {

inline constexpr std::size_t kWindowKeySize = 32;
inline constexpr std::size_t kTagSize = 32;

/// Which window key is meant.
struct WindowId {
  Instant end;  ///< of its window, in vault time; from then on the key must not exist
  Generation generation;

  auto operator<=>(const WindowId&) const = default;  // NOLINT(modernize-use-nullptr): no pointer
};

/// The end of the window in which a message expires: the next multiple, since 1970, of the window's
/// length from `expires_at` on. The length is 2^k seconds, k = max(6, floor(log2 ttl) - 3): so a
/// key outlives its messages by less than 64 s, or an eighth of the ttl from 512 s up. `expires_at`
/// is after `created_at`, and both are within some 285,000 years of 1970.
inline Instant window_end(Instant created_at, Instant expires_at) {
  const auto ttl = std::chrono::duration_cast<std::chrono::seconds>(expires_at - created_at);
  const auto seconds = static_cast<std::uint64_t>(ttl.count());
  const int log2 = static_cast<int>(std::bit_width(seconds)) - 1;
  const std::chrono::milliseconds length =
      std::chrono::seconds{std::int64_t{1} << std::max(6, log2 - 3)};
  const auto past = expires_at.time_since_epoch() % length;  // negative before 1970
  if (past.count() == 0) return expires_at;
  return expires_at - past + (past.count() > 0 ? length : std::chrono::milliseconds{0});
}

}  // namespace mayfly::window_keys
