#pragma once

// The blocks that a window-key file is made of: what they have in common.

#include <cstdint>
#include <span>

#include "mayfly/bytes.h"

namespace mayfly::window_keys {

inline constexpr std::size_t kBlockSize = 4096;   ///< bytes: a torn write hurts no neighbour
inline constexpr std::size_t kHeaderBlocks = 2;   ///< written in turn
inline constexpr std::size_t kChecksumSize = 32;  ///< of a record
inline constexpr std::size_t kMaxSlots = 16384;   ///< of a file
inline constexpr std::size_t kRecordSize = 192;   ///< bytes of a block that are ever looked at

/// Writes fields one behind the other, big-endian, and then their checksum.
class RecordWriter {
 public:
  explicit RecordWriter(std::uint64_t magic) { number(magic); }

  RecordWriter& number(std::uint64_t value);
  RecordWriter& number(std::int64_t value) { return number(static_cast<std::uint64_t>(value)); }
  RecordWriter& bytes(ByteView value);

  /// The record, its checksum behind it and zeros to the end of the block.
  SecureBytes block();

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

  /// Whether the checksum that follows is that of all that was read.
  bool checksum_matches() const;

 private:
  ByteView record_;
  std::size_t at_ = 0;
};

}  // namespace mayfly::window_keys
