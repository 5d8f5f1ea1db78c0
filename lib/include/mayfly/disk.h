#pragma once

#include <cstdint>
#include <span>

#include "mayfly/bytes.h"

namespace mayfly {

/// What the window-key file asks of the disk. Handed to the library, so that a test can make any
/// step fail, or be the last. `fd` is an open descriptor. All throw std::system_error.
class Disk {
 public:
  virtual ~Disk() = default;

  /// Reads at `offset`, in bytes, and returns how many there were: fewer at the end of the file.
  virtual std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) = 0;

  /// Writes all of `bytes` at `offset`.
  virtual void write(int fd, ByteView bytes, std::uint64_t offset) = 0;

  /// Returns when what was written is on the disk (fdatasync(2)).
  virtual void sync(int fd) = 0;
};

/// The disk of the system.
class SystemDisk final : public Disk {
 public:
  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override;
  void write(int fd, ByteView bytes, std::uint64_t offset) override;
  void sync(int fd) override;
};

}  // namespace mayfly
