#pragma once

#include <utility>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// A file in memory with a message, which nobody can change any more: mode 0600 (ssh refuses a key
/// that others might read), sealed, at its beginning, closed in programs unless handed over.
class SealedMemory {
 public:
  /// Throws Error{unexpected} if there is no memory or no descriptor.
  explicit SealedMemory(ByteView content);
  SealedMemory(SealedMemory&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  SealedMemory& operator=(SealedMemory&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~SealedMemory();

  int fd() const noexcept { return fd_; }

  /// To a descriptor of at least that number. Throws as the constructor.
  void move_up(int lowest);

 private:
  int fd_;
};

}  // namespace mayfly::app
