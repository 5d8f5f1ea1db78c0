#pragma once

// What differs between Botan 2.19 and Botan 3, in one place.

#include <botan/argon2.h>
#include <botan/cipher_mode.h>
#include <botan/kdf.h>
#include <botan/pwdhash.h>
#include <botan/version.h>

#include "mayfly/bytes.h"

namespace mayfly::crypto {

/// What Argon2 takes, except its cost.
struct Argon2Inputs {
  ByteView passphrase, salt, secret, associated_data;
};

#if BOTAN_VERSION_MAJOR >= 3

inline constexpr auto kEncrypt = Botan::Cipher_Dir::Encryption;
inline constexpr auto kDecrypt = Botan::Cipher_Dir::Decryption;

inline SecureBytes derive(const Botan::KDF& kdf, std::size_t length, ByteView secret, ByteView salt,
                          ByteView info) {
  return kdf.derive_key(length, secret, salt, info);
}

inline void derive_argon2id(std::span<std::uint8_t> out, const Argon2Inputs& in,
                            std::size_t memory_kib, std::size_t passes, std::size_t lanes) {
  Botan::PasswordHashFamily::create_or_throw("Argon2id")
      ->from_params(memory_kib, passes, lanes)
      ->derive_key(out.data(), out.size(), reinterpret_cast<const char*>(in.passphrase.data()),
                   in.passphrase.size(), in.salt.data(), in.salt.size(), in.associated_data.data(),
                   in.associated_data.size(), in.secret.data(), in.secret.size());
}

#else

inline constexpr auto kEncrypt = Botan::ENCRYPTION;
inline constexpr auto kDecrypt = Botan::DECRYPTION;

inline SecureBytes derive(const Botan::KDF& kdf, std::size_t length, ByteView secret, ByteView salt,
                          ByteView info) {
  return kdf.derive_key(length, secret.data(), secret.size(), salt.data(), salt.size(), info.data(),
                        info.size());
}

inline void derive_argon2id(std::span<std::uint8_t> out, const Argon2Inputs& in,
                            std::size_t memory_kib, std::size_t passes, std::size_t lanes) {
  constexpr std::uint8_t kArgon2id = 2;
  Botan::argon2(out.data(), out.size(), reinterpret_cast<const char*>(in.passphrase.data()),
                in.passphrase.size(), in.salt.data(), in.salt.size(), in.secret.data(),
                in.secret.size(), in.associated_data.data(), in.associated_data.size(), kArgon2id,
                lanes, memory_kib, passes);
}

#endif

}  // namespace mayfly::crypto
