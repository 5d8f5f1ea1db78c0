#pragma once

#include <chrono>
#include <cstdint>

namespace mayfly::app {

/// How often the clocks of the zone show a time: those that are set forward skip an hour, those
/// that are set back show one twice.
enum class Shown : std::uint8_t { once, twice, never };

/// When they show it. If never: the moment at which they are set past it, in both places.
struct LocalMoments {
  std::chrono::sys_seconds first;
  std::chrono::sys_seconds last;
  Shown shown;
};

/// By the zone of the process (TZ, or the system's).
LocalMoments moments_of(std::chrono::local_seconds shown);

/// What the clocks show at that moment.
std::chrono::local_seconds local_time(std::chrono::sys_seconds moment);

}  // namespace mayfly::app
