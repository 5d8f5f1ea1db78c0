#pragma once

#include "mayfly/bytes.h"

namespace mayfly::crypto {

/// SHA-512 (FIPS 180-4): 64 bytes.
SecureBytes sha512(ByteView bytes);

}  // namespace mayfly::crypto
