#include "crypto/version.h"

#include <botan/version.h>

namespace mayfly::crypto {

std::string botan_version() {
  return std::to_string(Botan::version_major()) + "." + std::to_string(Botan::version_minor()) +
         "." + std::to_string(Botan::version_patch());
}

}  // namespace mayfly::crypto
