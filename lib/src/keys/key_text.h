#pragma once

#include "mayfly/bytes.h"

namespace mayfly::keys {

inline constexpr std::size_t kFileKeySize = 32;

/// The line of a key file: `mayfly-key-1` and, in groups of four, the base32 of the 32 bytes of
/// `key` and a checksum of 3 bytes.
SecureBytes encode_key(ByteView key);

/// The key in a key file's text. Lines that begin with `#` are skipped; case, blanks and dashes do
/// not matter; 0, 1 and 8 are taken for O, I and B. UTF-8's byte order mark is skipped. Throws
/// Error{wrong_key}.
SecureBytes decode_key(ByteView text);

}  // namespace mayfly::keys
