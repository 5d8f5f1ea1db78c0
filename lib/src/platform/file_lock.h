#pragma once

#include <chrono>
#include <filesystem>
#include <utility>

#include "platform/descriptor.h"

namespace mayfly::platform {

/// Holds the exclusive flock on an open file, for as long as it lives.
class HeldLock {
 public:
  /// Throws Error{busy} when the lock cannot be had within `timeout`; `path` is for errors.
  HeldLock(const Descriptor& file, const std::filesystem::path& path,
           std::chrono::milliseconds timeout);
  ~HeldLock();
  HeldLock(HeldLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)), waited_(other.waited_) {}
  HeldLock& operator=(HeldLock&&) = delete;

  /// How long it took to get it.
  std::chrono::milliseconds waited() const noexcept { return waited_; }

 private:
  int fd_;
  std::chrono::milliseconds waited_{0};
};

/// Holds the exclusive flock on a file of its own. Waiters sleep in the kernel, in a queue, until
/// it is their turn.
class FileLock {
 public:
  /// Makes the file where it is missing. Throws Error{busy} when the lock cannot be had within
  /// `timeout`.
  FileLock(const std::filesystem::path& path, std::chrono::milliseconds timeout);

  /// How long it took to get it.
  std::chrono::milliseconds waited() const noexcept { return lock_.waited(); }

 private:
  Descriptor file_;
  HeldLock lock_;
};

}  // namespace mayfly::platform
