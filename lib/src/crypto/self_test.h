#pragma once

namespace mayfly::crypto {

/// Known-answer test of the ciphers in use (A256CBC-HS512, HKDF-SHA-512): well under 0.2 ms. Throws
/// Error{unexpected} when an answer is wrong: a broken build or a broken processor must not touch a
/// vault.
void self_test();

}  // namespace mayfly::crypto
