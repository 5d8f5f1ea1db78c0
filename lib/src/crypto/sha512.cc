#include "crypto/sha512.h"

#include <botan/hash.h>

namespace mayfly::crypto {

SecureBytes sha512(ByteView bytes) {
  // We keep the object, since finding it by its name takes longer than a record's checksum. The
  // object itself keeps no data.
  thread_local const auto hash = Botan::HashFunction::create_or_throw("SHA-512");
  return hash->process(bytes.data(), bytes.size());
}

}  // namespace mayfly::crypto
