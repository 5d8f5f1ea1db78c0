#pragma once

// What a key file or a passphrase becomes before it opens a key slot.

#include <cstdint>

#include "crypto/kdf.h"
#include "crypto/sealed_blob.h"
#include "mayfly/bytes.h"
#include "mayfly/key.h"

namespace mayfly::keys {

inline constexpr std::size_t kKekIdSize = 16;
inline constexpr std::size_t kKekSize = crypto::kKeySize + kKekIdSize;  ///< key, then id

inline constexpr std::size_t kSaltSize = 16;
inline constexpr std::size_t kParamsSize = 12 + kSaltSize;  ///< of a passphrase slot, encoded

/// How a passphrase becomes a KEK: kept in its slot, and bound to it.
struct PassphraseParams {
  Argon2Cost cost;
  Bytes salt;  ///< kSaltSize bytes

  bool operator==(const PassphraseParams&) const = default;
};

/// As they stand in a slot: memory in KiB, passes and lanes, 4 bytes each, big-endian, and the
/// salt.
Bytes encode(const PassphraseParams& params);

/// Throws Error{authentication_failed} for anything else, and for a cost that is not acceptable:
/// nothing has been computed then.
PassphraseParams decode_params(ByteView params);

/// A key-encryption key, and an id by which its slot is found and a wrong key is told from a
/// damaged slot.
struct Kek {
  SecureBytes key;  ///< crypto::kKeySize bytes
  SecureBytes id;   ///< kKekIdSize bytes; says nothing about the key

  /// Both, concatenated: kKekSize bytes.
  SecureBytes bytes() const;

  /// What bytes() gave. `bytes` must be kKekSize bytes.
  static Kek of_bytes(ByteView bytes);
};

/// The KEK of a key file's 32 bytes, in one vault.
Kek kek_from_key_file(ByteView file_key, ByteView vault_id);

/// The KEK of a passphrase, in one vault: takes the time and the memory that `params` say.
Kek kek_from_passphrase(ByteView passphrase, const PassphraseParams& params, ByteView vault_id);

/// The same for one bundle, in place of a vault: no KEK of a bundle is that of a key slot.
Kek bundle_kek_from_key_file(ByteView file_key, ByteView bundle_id);
Kek bundle_kek_from_passphrase(ByteView passphrase, const PassphraseParams& params,
                               ByteView bundle_id);

}  // namespace mayfly::keys
