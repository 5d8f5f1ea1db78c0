#pragma once

// Numbers as they stand in files and in associated data: the most significant byte first.

#include <cstddef>
#include <cstdint>
#include <span>

#include "mayfly/bytes.h"

namespace mayfly {

/// Fills `out`, which must be 8 bytes at most, with the end of `value`.
inline void put_big_endian(std::span<std::uint8_t> out, std::uint64_t value) noexcept {
  for (std::size_t left = out.size(); left > 0; --left, value >>= 8)
    out[left - 1] = static_cast<std::uint8_t>(value);
}

/// The same in `width` bytes after those that `bytes` has: Bytes, or SecureBytes.
template <class Container>
void append_big_endian(Container& bytes, std::uint64_t value, std::size_t width) {
  bytes.resize(bytes.size() + width);
  put_big_endian(std::span<std::uint8_t>(bytes).last(width), value);
}

/// The number in `bytes`, which must be 8 at most.
inline std::uint64_t from_big_endian(ByteView bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace mayfly
