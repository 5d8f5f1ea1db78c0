#pragma once

#include <chrono>

namespace mayfly {

/// What waiting for other processes asks of the system. Handed to the library, so that a test waits
/// ten seconds in no time.
class WaitClock {
 public:
  virtual ~WaitClock() = default;

  /// The time since some moment in the past. Never goes back.
  virtual std::chrono::nanoseconds now() = 0;

  /// Returns after `time` or later.
  virtual void pause(std::chrono::nanoseconds time) = 0;
};

/// The clock of the system (CLOCK_MONOTONIC).
class SystemWaitClock final : public WaitClock {
 public:
  std::chrono::nanoseconds now() override;
  void pause(std::chrono::nanoseconds time) override;
};

}  // namespace mayfly
