#include "storage/sqlite/tuning.h"

#include <sqlite3.h>

namespace mayfly::storage {

void allocate_pages_singly() noexcept {
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
}

}  // namespace mayfly::storage
