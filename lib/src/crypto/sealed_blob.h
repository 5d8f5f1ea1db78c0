#pragma once

// The one sealed form: A256CBC-HS512 (RFC 7518, 5.2.2 and 5.2.5), stored as IV || ciphertext ||
// tag.

#include <cstddef>
#include <memory>

#include "mayfly/bytes.h"
#include "mayfly/random.h"

namespace Botan {
class Cipher_Mode;
class MessageAuthenticationCode;
}  // namespace Botan

namespace mayfly::crypto {

inline constexpr std::size_t kKeySize = 64;  ///< mac_key (32) || enc_key (32)
inline constexpr std::size_t kHalfKeySize = 32;
inline constexpr std::size_t kBlockSize = 16;  ///< of AES
inline constexpr std::size_t kIvSize = 16;
inline constexpr std::size_t kTagSize = 32;

/// The size of the blob that seals `plaintext_size` bytes: PKCS#7 always adds 1 to 16 bytes.
constexpr std::size_t sealed_size(std::size_t plaintext_size) {
  return kIvSize + (plaintext_size / kBlockSize + 1) * kBlockSize + kTagSize;
}

/// The largest plaintext that a blob of `blob_size` bytes can hold; 0 if that is too short for a
/// blob.
constexpr std::size_t max_plaintext_size(std::size_t blob_size) {
  constexpr std::size_t kFrame = kIvSize + kTagSize + 1;
  return blob_size < kFrame ? 0 : blob_size - kFrame;
}

/// Associated data: authenticated, but not part of the blob. A type of its own, so that it cannot
/// be taken for what is sealed.
struct Aad {
  ByteView bytes;
};

/// Seals and opens blobs under one key. Not thread-safe.
class BlobCipher {
 public:
  /// Throws Error{unexpected} unless `key` is kKeySize bytes.
  explicit BlobCipher(ByteView key);
  ~BlobCipher();
  BlobCipher(BlobCipher&&) noexcept;

  /// The blob of `plaintext`, with a fresh IV from `random`.
  SecureBytes seal(ByteView plaintext, Aad aad, RandomSource& random);

  /// The plaintext of a blob that this key sealed with this `aad`. Throws
  /// Error{authentication_failed}, with the same text no matter what is broken. The tag is compared
  /// in constant time, before the cipher is touched (RFC 7518, 5.2.2.2).
  SecureBytes open(ByteView blob, Aad aad);

  /// Whether the blob's ciphertext is what `plaintext` becomes under the blob's IV: false for
  /// nearly every other plaintext, and much faster than open(). Nothing is decrypted, and the tag
  /// is not looked at: what is true must still be opened.
  bool may_hold(ByteView blob, ByteView plaintext);

  /// Whether a ciphertext was ever decrypted: what a test asks after a wrong tag.
  bool has_decrypted() const noexcept { return decryptor_ != nullptr; }

 private:
  /// HMAC-SHA-512 over AAD || IV || ciphertext || AL, cut to kTagSize bytes.
  SecureBytes tag_of(ByteView iv_and_ciphertext, Aad aad);

  SecureBytes enc_key_;
  std::unique_ptr<Botan::MessageAuthenticationCode> mac_;
  std::unique_ptr<Botan::Cipher_Mode> encryptor_;  // made when first used
  std::unique_ptr<Botan::Cipher_Mode> decryptor_;  // made when first used
  SecureBytes scratch_;
};

}  // namespace mayfly::crypto
