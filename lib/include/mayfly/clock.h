#pragma once

#include <chrono>
#include <cstdint>

namespace mayfly {

/// A point in time: milliseconds since 1970-01-01 00:00 UTC, as stored in the vault.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

inline std::int64_t to_unix_ms(Instant instant) {
  return instant.time_since_epoch().count();
}
inline Instant from_unix_ms(std::int64_t ms) {
  return Instant{std::chrono::milliseconds{ms}};
}

/// The time that decides expiry. It is handed to the library, which never asks the system itself.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
};

/// The system's wall clock.
class WallClock final : public Clock {
 public:
  Instant now() override;
};

}  // namespace mayfly
