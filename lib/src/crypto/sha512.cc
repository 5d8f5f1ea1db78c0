#include "crypto/sha512.h"

#include <botan/hash.h>

namespace mayfly::crypto {

SecureBytes sha512(ByteView bytes) {
  return Botan::HashFunction::create_or_throw("SHA-512")->process(bytes.data(), bytes.size());
}

}  // namespace mayfly::crypto
