#include "crypto/sealed_blob.h"

#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <algorithm>

#include "crypto/botan_compat.h"
#include "mayfly/error.h"

namespace mayfly::crypto {
namespace {

constexpr const char* kMac = "HMAC(SHA-512)";
constexpr const char* kCipher = "AES-256/CBC/PKCS7";

Botan::Cipher_Mode& keyed(std::unique_ptr<Botan::Cipher_Mode>& cipher, Botan::Cipher_Dir direction,
                          const SecureBytes& key) {
  if (!cipher) {
    cipher = Botan::Cipher_Mode::create_or_throw(kCipher, direction);
    cipher->set_key(key.data(), key.size());
  }
  return *cipher;
}

[[noreturn]] void refuse() {
  throw Error(ErrorKind::authentication_failed, "authentication failed: altered or damaged data");
}

}  // namespace

BlobCipher::BlobCipher(ByteView key)
    : mac_(Botan::MessageAuthenticationCode::create_or_throw(kMac)) {
  if (key.size() != kKeySize) throw Error(ErrorKind::unexpected, "a key of the wrong size");
  enc_key_ = secure_copy(key.subspan(kHalfKeySize));
  mac_->set_key(key.data(), kHalfKeySize);
}

BlobCipher::~BlobCipher() = default;
BlobCipher::BlobCipher(BlobCipher&&) noexcept = default;

SecureBytes BlobCipher::tag_of(ByteView iv_and_ciphertext, Aad aad) {
  mac_->update(aad.bytes.data(), aad.bytes.size());
  mac_->update(iv_and_ciphertext.data(), iv_and_ciphertext.size());
  mac_->update_be(std::uint64_t{aad.bytes.size()} * 8);  // AL: in bits, 64 bits, big-endian
  SecureBytes tag = mac_->final();
  tag.resize(kTagSize);
  return tag;
}

SecureBytes BlobCipher::seal(ByteView plaintext, Aad aad, RandomSource& random) {
  // Encrypted in place, in a buffer that never has to grow: a large message is held twice, not four
  // times.
  SecureBytes blob;
  blob.reserve(sealed_size(plaintext.size()));
  blob.resize(kIvSize);
  random.fill(blob);
  blob.insert(blob.end(), plaintext.begin(), plaintext.end());

  Botan::Cipher_Mode& cipher = keyed(encryptor_, kEncrypt, enc_key_);
  cipher.start(blob.data(), kIvSize);
  cipher.finish(blob, kIvSize);

  const SecureBytes tag = tag_of(blob, aad);
  blob.insert(blob.end(), tag.begin(), tag.end());
  return blob;
}

bool BlobCipher::may_hold(ByteView blob, ByteView plaintext) {
  if (blob.size() != sealed_size(plaintext.size())) return false;
  scratch_.assign(plaintext.begin(), plaintext.end());
  Botan::Cipher_Mode& cipher = keyed(encryptor_, kEncrypt, enc_key_);
  cipher.start(blob.data(), kIvSize);
  cipher.finish(scratch_);
  return std::ranges::equal(scratch_, blob.subspan(kIvSize, scratch_.size()));
}

SecureBytes BlobCipher::open(ByteView blob, Aad aad) {
  if (blob.size() < sealed_size(0) || blob.size() % kBlockSize != 0) refuse();
  const ByteView iv_and_ciphertext = blob.first(blob.size() - kTagSize);
  const ByteView tag = blob.last(kTagSize);
  if (!Botan::constant_time_compare(tag_of(iv_and_ciphertext, aad).data(), tag.data(), kTagSize)) {
    refuse();
  }

  SecureBytes text = secure_copy(iv_and_ciphertext.subspan(kIvSize));
  Botan::Cipher_Mode& cipher = keyed(decryptor_, kDecrypt, enc_key_);
  try {
    cipher.start(blob.data(), kIvSize);
    cipher.finish(text);
  } catch (const std::exception&) {
    refuse();  // authentic, but wrongly padded: made by somebody who has the key, and still the
               // same answer
  }
  return text;
}

}  // namespace mayfly::crypto
