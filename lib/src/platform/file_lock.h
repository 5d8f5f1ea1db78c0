#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "platform/descriptor.h"
#include "platform/patience.h"
#include "platform/queue_wait.h"

namespace mayfly::platform {

/// Holds an open file alone among all who hold it so, for as long as it lives: whoever comes first
/// is served first.
class HeldLock {
 public:
  /// Throws Error{busy} when `patience` ends before it is our turn, and Error{not_written} if the
  /// file system cannot lock. `path` is for errors.
  HeldLock(const Descriptor& file, const std::filesystem::path& path, Patience& patience);
  ~HeldLock();
  HeldLock(HeldLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  HeldLock& operator=(HeldLock&&) = delete;

 private:
  int fd_;
};

/// Holds an open file if that can be had at once, until leave_queue(); others see it as a holder
/// with ticket 0. Throws Error{not_written} if the file system cannot lock.
bool hold_at_once(int file, const std::filesystem::path& path);

/// A place in the queue at a file that is there only for this. Whoever holds it may wait for other
/// locks; if that was in vain, a count in the file says so, so that those who come next do not take
/// it for a queue that moves. The count may be lost.
class PlaceInQueue {
 public:
  /// Makes the file if it is missing, and holds it if nobody else is there. Throws as
  /// open_private_file() does, and Error{not_written} if the file system cannot lock. Both
  /// arguments must outlive it.
  PlaceInQueue(const std::filesystem::path& path, Patience& patience);
  ~PlaceInQueue();
  PlaceInQueue(PlaceInQueue&&) = delete;
  PlaceInQueue& operator=(PlaceInQueue&&) = delete;

  bool holds() const noexcept { return holds_; }

  /// One look at whose turn it is: takes our turn, or sleeps a little. The first look takes the
  /// place after all others. Throws Error{busy} when `patience` ends.
  void step();

  /// Waits until we hold it. Throws as step() does.
  void hold();

  /// Lets the file go and stays in front: nobody after us enters, unless it takes us long to
  /// return.
  void step_back();

 private:
  void open();

  const std::filesystem::path* path_;
  Patience* patience_;
  Descriptor file_;
  std::optional<QueueWait> wait_;
  bool holds_ = false;
};

/// The same as HeldLock, for a file like that of PlaceInQueue.
class FileLock {
 public:
  /// Throws as PlaceInQueue does, and Error{busy}. `patience` must outlive it.
  FileLock(std::filesystem::path path, Patience& patience)
      : path_(std::move(path)), place_(path_, patience) {
    place_.hold();
  }
  FileLock(FileLock&&) = delete;
  FileLock& operator=(FileLock&&) = delete;

 private:
  std::filesystem::path path_;
  PlaceInQueue place_;
};

}  // namespace mayfly::platform
