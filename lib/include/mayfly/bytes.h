#pragma once

#include <botan/secmem.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mayfly {

/// Bytes that may be seen: ciphertext, ids, encoded headers.
using Bytes = std::vector<std::uint8_t>;

/// Bytes that may not be seen: key material and plaintext. Locked in memory if the system allows
/// it, and wiped when freed.
using SecureBytes = Botan::secure_vector<std::uint8_t>;

/// Bytes of somebody else: valid as long as those are.
using ByteView = std::span<const std::uint8_t>;

/// The bytes of `text`; valid as long as the text is.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The bytes as text, whatever they hold; valid as long as the bytes are.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A copy that is wiped when it is freed.
inline SecureBytes secure_copy(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace mayfly
