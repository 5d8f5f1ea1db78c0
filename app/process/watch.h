#pragma once

#include <chrono>
#include <filesystem>

namespace mayfly::app {

/// Waits until a vault may have changed. Handed in, so that a test decides when that is.
class Watch {
 public:
  virtual ~Watch() = default;

  /// From now on, what changes at `database` is noticed, whether there is a file or not. To be
  /// called before each look: whatever comes after the look ends the wait that follows.
  virtual void begin(const std::filesystem::path& database) = 0;

  /// Waits until something may have changed since begin(), for `time` at most. Returns whether it
  /// may have.
  virtual bool wait(std::chrono::nanoseconds time) = 0;
};

}  // namespace mayfly::app
