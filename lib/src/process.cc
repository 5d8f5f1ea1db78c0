#include "mayfly/process.h"

#include "crypto/self_test.h"
#include "crypto/version.h"
#include "storage/version.h"

namespace mayfly {

void self_test() {
  crypto::self_test();
}

std::string library_versions() {
  return "Botan " + crypto::botan_version() + ", SQLite " + storage::sqlite_version();
}

}  // namespace mayfly
