#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace mayfly {

/// A point in time: milliseconds since 1970-01-01 00:00 UTC, as stored in the vault.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

inline std::int64_t to_unix_ms(Instant instant) {
  return instant.time_since_epoch().count();
}
inline Instant from_unix_ms(std::int64_t ms) {
  return Instant{std::chrono::milliseconds{ms}};
}

/// What tells one boot of the machine from every other.
using BootId = std::array<std::uint8_t, 16>;

/// The clocks that vault time is made of (doc/design.md, "Vault time"). They are handed to the
/// library, which never asks the system itself. They need not be thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The wall clock, which can be set, forward and back.
  virtual Instant wall() = 0;

  /// How long ago the machine booted, suspended time included. Nobody can set it.
  virtual std::chrono::milliseconds since_boot() = 0;

  /// Which boot this is; nothing if the system does not tell, or if since_boot() can be set after
  /// all: then each access is taken for one in a new boot.
  virtual std::optional<BootId> boot_id() = 0;

  /// Whether the kernel says that the wall clock is right (by NTP, say).
  virtual bool synchronised() = 0;
};

/// The system's clocks. since_boot() is the machine's, also in a time namespace
/// (time_namespaces(7)); if that cannot be told, there is no boot_id(). Both throw Error if a file
/// of /proc exists and cannot be read. What the kernel said is remembered, so an object is for one
/// thread; after a fork(2) it goes on to hold, unless the child enters another time namespace.
class SystemClock final : public Clock {
 public:
  Instant wall() override;
  std::chrono::milliseconds since_boot() override;
  std::optional<BootId> boot_id() override;
  bool synchronised() override;

 private:
  struct Boot {
    std::optional<BootId> id;
    std::chrono::nanoseconds offset;  // of this process's CLOCK_BOOTTIME
  };
  const Boot& boot();

  struct Word {
    std::chrono::milliseconds said_at;
    bool synchronised;
  };

  std::optional<Boot> boot_;  // no process outlives its boot
  std::optional<Word> word_;  // of the kernel, which a command asks several times in an instant
};

}  // namespace mayfly
