#include "mayfly/process.h"

#include "crypto/self_test.h"
#include "crypto/version.h"
#include "storage/sqlite/tuning.h"
#include "storage/sqlite/version.h"

namespace mayfly {

void tune_for_one_call() {
  storage::allocate_pages_singly();
}

void self_test() {
  crypto::self_test();
}

std::string library_versions() {
  return "Botan " + crypto::botan_version() + ", SQLite " + storage::sqlite_version();
}

}  // namespace mayfly
