#pragma once

#include <cstddef>
#include <optional>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Splits what is read into records: lines, or what ends with NUL. Holds little more than one of
/// them.
class RecordReader {
 public:
  /// Reads from `fd`, which must outlive it. A record of more than `max_size` bytes is not read on.
  RecordReader(int fd, char end, std::size_t max_size) : fd_(fd), end_(end), max_size_(max_size) {}
  /// The same of bytes that are all there.
  RecordReader(SecureBytes bytes, char end, std::size_t max_size)
      : end_(end), max_size_(max_size), buffer_(std::move(bytes)), filled_(buffer_.size()) {}

  /// The next record without its end, which the last one need not have; of one that is too long,
  /// more than `max_size` bytes. Nothing when there are no more. Holds until the next call. Throws
  /// as read_some() does.
  std::optional<ByteView> next();

 private:
  bool fill();
  ByteView take(std::size_t size, std::size_t with_end);

  int fd_ = -1;  ///< -1: all was read
  char end_;
  std::size_t max_size_;
  SecureBytes buffer_;
  std::size_t begin_ = 0;    ///< where the record begins in it
  std::size_t scanned_ = 0;  ///< bytes of the record in which there is no end
  std::size_t filled_ = 0;   ///< bytes of the buffer
};

}  // namespace mayfly::app
