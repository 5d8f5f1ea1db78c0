#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

#include "patience.h"
#include "platform/descriptor.h"
#include "platform/ticket_queue.h"

namespace mayfly::platform {

/// Holds an open file alone among all who hold it so, for as long as it lives: whoever comes first
/// is served first.
class HeldLock {
 public:
  /// Throws Error{busy} when `patience` ends before it is our turn, and Error{not_written} where
  /// the file system cannot lock. `path` is for errors.
  HeldLock(const Descriptor& file, const std::filesystem::path& path, Patience& patience);
  ~HeldLock();
  HeldLock(HeldLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  HeldLock& operator=(HeldLock&&) = delete;

 private:
  int fd_;
};

/// Holds an open file if that can be had at once, until leave_queue(); others see it as a holder
/// with ticket 0. Throws Error{not_written} where the file system cannot lock.
bool hold_at_once(int file, const std::filesystem::path& path);

/// The same as HeldLock for a file that is there only for this. Whoever holds it may wait for other
/// locks; where that was in vain, a count in the file says so, so that those who come next do not
/// take it for a queue that moves. The count may be lost.
class FileLock {
 public:
  /// Makes the file where it is missing. Throws as HeldLock. `patience` must outlive it.
  FileLock(const std::filesystem::path& path, Patience& patience);
  ~FileLock();
  FileLock(FileLock&&) = delete;
  FileLock& operator=(FileLock&&) = delete;

 private:
  bool enter(const std::filesystem::path& path);

  Patience* patience_;
  Descriptor file_;
};

}  // namespace mayfly::platform
