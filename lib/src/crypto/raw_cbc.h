#pragma once

#include "mayfly/bytes.h"

namespace mayfly::crypto {

/// AES-256/CBC without authentication and with the padding left on: what `debug-iv` shows the
/// mistakes with, and nothing else may use. `enc_key` is 32 bytes, `iv` 16; bytes behind the last
/// whole block of `ciphertext` are dropped.
SecureBytes decrypt_cbc_unauthenticated(ByteView enc_key, ByteView iv, ByteView ciphertext);

}  // namespace mayfly::crypto
