#pragma once

#include "mayfly/bytes.h"

namespace mayfly::crypto {

/// AES-256/CBC without authentication and with the padding left on. `debug-iv` shows the mistakes
/// with it, and nothing else may use it. `enc_key` is 32 bytes, `iv` 16; bytes after the last whole
/// block of `ciphertext` are dropped.
SecureBytes decrypt_cbc_unauthenticated(ByteView enc_key, ByteView iv, ByteView ciphertext);

}  // namespace mayfly::crypto
