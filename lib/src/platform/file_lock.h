#pragma once

#include <chrono>
#include <filesystem>

#include "platform/descriptor.h"

namespace mayfly::platform {

/// Holds the exclusive flock on a file of its own. Waiters sleep in the kernel, in a queue, until
/// it is their turn.
class FileLock {
 public:
  /// Makes the file where it is missing. Throws Error{busy} when the lock cannot be had within
  /// `timeout`.
  FileLock(const std::filesystem::path& path, std::chrono::milliseconds timeout);

  /// How long it took to get it.
  std::chrono::milliseconds waited() const noexcept { return waited_; }

 private:
  std::chrono::milliseconds waited_{0};
  Descriptor fd_;  // closing it lets the lock go
};

}  // namespace mayfly::platform
