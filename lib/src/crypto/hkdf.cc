#include "crypto/hkdf.h"

#include "crypto/botan_compat.h"

namespace mayfly::crypto {

SecureBytes hkdf_sha512(ByteView key_material, ByteView salt, ByteView info, std::size_t length) {
  return derive(*Botan::KDF::create_or_throw("HKDF(SHA-512)"), length, key_material, salt, info);
}

}  // namespace mayfly::crypto
