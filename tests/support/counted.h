#pragma once

#include <numeric>

#include "mayfly/bytes.h"

namespace mayfly::test {

/// Bytes that count up from `first`.
inline SecureBytes counted(std::size_t size, std::uint8_t first) {
  SecureBytes bytes(size);
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

}  // namespace mayfly::test
