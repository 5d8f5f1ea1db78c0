#pragma once

// What differs between Botan 2.19 and Botan 3, in one place.

#include <botan/cipher_mode.h>
#include <botan/kdf.h>
#include <botan/version.h>

#include "mayfly/bytes.h"

namespace mayfly::crypto {

#if BOTAN_VERSION_MAJOR >= 3

inline constexpr auto kEncrypt = Botan::Cipher_Dir::Encryption;
inline constexpr auto kDecrypt = Botan::Cipher_Dir::Decryption;

inline SecureBytes derive(const Botan::KDF& kdf, std::size_t length, ByteView secret, ByteView salt,
                          ByteView info) {
  return kdf.derive_key(length, secret, salt, info);
}

#else

inline constexpr auto kEncrypt = Botan::ENCRYPTION;
inline constexpr auto kDecrypt = Botan::DECRYPTION;

inline SecureBytes derive(const Botan::KDF& kdf, std::size_t length, ByteView secret, ByteView salt,
                          ByteView info) {
  return kdf.derive_key(length, secret.data(), secret.size(), salt.data(), salt.size(), info.data(),
                        info.size());
}

#endif

}  // namespace mayfly::crypto
