#include "storage/sqlite/version.h"

#include <sqlite3.h>

namespace mayfly::storage {

std::string sqlite_version() {
  return sqlite3_libversion();
}

}  // namespace mayfly::storage
