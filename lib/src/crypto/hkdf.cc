#include "crypto/hkdf.h"

#include "crypto/botan_compat.h"
#include "mayfly/error.h"

namespace mayfly::crypto {
namespace {
constexpr std::size_t kMaxDerived = std::size_t{255} * 64;  // RFC 5869, 2.3
}

SecureBytes hkdf_sha512(ByteView key_material, ByteView salt, ByteView info, std::size_t length) {
  // Botan 2 would give fewer bytes than we asked for.
  if (length == 0 || length > kMaxDerived)
    throw Error(ErrorKind::unexpected, "HKDF cannot give that many bytes");
  return derive(*Botan::KDF::create_or_throw("HKDF(SHA-512)"), length, key_material, salt, info);
}

}  // namespace mayfly::crypto
