#pragma once

#include <span>

#include "crypto/botan_compat.h"
#include "mayfly/key.h"

namespace mayfly::crypto {

/// Argon2id (RFC 9106, section 3) as derive_argon2id() computes it, in one thread: Botan always
/// makes threads, and some systems do not allow any. Throws std::bad_alloc.
void derive_argon2id_in_turn(std::span<std::uint8_t> out, const Argon2Inputs& in,
                             const Argon2Cost& cost);

}  // namespace mayfly::crypto
