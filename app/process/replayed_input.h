#pragma once

#include <cstdint>
#include <span>

namespace mayfly::app {

/// Bytes that are read twice: of a file, from where it stands; of a pipe, what was read is kept in
/// a file without a name, on a disk if there is one, and so only for what is sealed already.
class ReplayedInput {
 public:
  /// `fd` must outlive it.
  explicit ReplayedInput(int fd);
  ~ReplayedInput();
  ReplayedInput(const ReplayedInput&) = delete;
  ReplayedInput& operator=(const ReplayedInput&) = delete;

  /// As read_some(). Throws Error{not_written} if there is no room to keep it.
  std::size_t read(std::span<std::uint8_t> out);

  /// From now on, reads again what was read.
  void rewind();

 private:
  void keep(std::span<const std::uint8_t> bytes) const;

  int fd_;
  std::int64_t start_;  ///< where it stands; -1 of a pipe
  int kept_ = -1;       ///< of a pipe
  bool again_ = false;
};

}  // namespace mayfly::app
