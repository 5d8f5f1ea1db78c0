#pragma once

#include <cstddef>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::crypto {

/// HKDF-SHA-512 (RFC 5869): `length` bytes (1 to 16,320) from the input key material, a salt (may
/// be empty) and the info string, which names the one purpose of the result. Throws
/// Error{unexpected} for another length.
SecureBytes hkdf_sha512(ByteView key_material, ByteView salt, ByteView info, std::size_t length);

}  // namespace mayfly::crypto
