#include "mayfly/version.h"

#include "crypto/self_test.h"
#include "storage/sqlite/sqlite_store.h"

namespace mayfly {

std::string library_versions() {
  return "Botan " + crypto::botan_version() + ", SQLite " + storage::sqlite_version();
}

}  // namespace mayfly
