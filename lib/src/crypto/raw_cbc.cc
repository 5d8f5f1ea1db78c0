#include "crypto/raw_cbc.h"

#include "crypto/botan_compat.h"
#include "crypto/sealed_blob.h"

namespace mayfly::crypto {

SecureBytes decrypt_cbc_unauthenticated(ByteView enc_key, ByteView iv, ByteView ciphertext) {
  SecureBytes text = secure_copy(ciphertext.first(ciphertext.size() / kBlockSize * kBlockSize));
  if (text.empty()) return text;
  const auto cipher = Botan::Cipher_Mode::create_or_throw("AES-256/CBC/NoPadding", kDecrypt);
  cipher->set_key(enc_key.data(), enc_key.size());
  cipher->start(iv.data(), iv.size());
  cipher->finish(text);
  return text;
}

}  // namespace mayfly::crypto
