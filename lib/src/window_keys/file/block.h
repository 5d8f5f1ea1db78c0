#pragma once

// The blocks that a window-key file is made of: what they have in common.

#include <cstdint>
#include <span>

#include "mayfly/bytes.h"

namespace mayfly::window_keys {

inline constexpr std::size_t kBlockSize = 4096;  ///< bytes: a torn write hurts no neighbour
inline constexpr std::size_t kHeaderBlocks = 2;  ///< written in turn
inline constexpr std::size_t kClockBlock = 2;    ///< of the clock's record
inline constexpr std::size_t kBindingBlock =
    3;  ///< the first of two: which database this file is of
inline constexpr std::size_t kBindingBlocks = 2;  ///< written in turn
inline constexpr std::size_t kFirstSlotBlock = 5;
inline constexpr std::size_t kFieldsSize = 160;   ///< bytes of a record: its fields, and zeros
inline constexpr std::size_t kChecksumSize = 32;  ///< after them
inline constexpr std::size_t kMaxSlots = 16384;   ///< of a file
inline constexpr std::size_t kRecordSize = kFieldsSize + kChecksumSize;  ///< what is ever looked at
inline constexpr std::size_t kSectorSize = 512;  ///< what a disk writes whole, or not at all

/// Writes fields one after the other, big-endian, and then their checksum.
class RecordWriter {
 public:
  explicit RecordWriter(std::uint64_t magic) {
    bytes_.reserve(kBlockSize);
    number(magic);
  }

  RecordWriter& number(std::uint64_t value);
  RecordWriter& number(std::int64_t value) { return number(static_cast<std::uint64_t>(value)); }
  RecordWriter& bytes(ByteView value);

  /// The fields, zeros up to `size` bytes, the checksum of both, and zeros to the end of the block.
  SecureBytes block(std::size_t size = kFieldsSize);

 private:
  SecureBytes bytes_;
};

/// Reads them.
class RecordReader {
 public:
  explicit RecordReader(ByteView record) : record_(record) {}

  std::uint64_t unsigned_number();
  std::int64_t number() { return static_cast<std::int64_t>(unsigned_number()); }
  ByteView bytes(std::size_t size);

  /// Whether the record, of `size` bytes and a checksum, is as it was written, in whatever format.
  bool checksum_matches(std::size_t size = kFieldsSize) const;

 private:
  ByteView record_;
  std::size_t at_ = 0;
};

}  // namespace mayfly::window_keys
