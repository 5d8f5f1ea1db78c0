#pragma once

#include <cstdint>
#include <filesystem>

#include "mayfly/clock.h"
#include "storage/sqlite/database.h"

struct sqlite3_stmt;

namespace mayfly::bench {

/// What SQLite takes for the same rows without mayfly around it: its C API, on a copy of a vault,
/// which is opened as the library opens it, so that schema and settings are the same.
class SqliteAlone {
 public:
  explicit SqliteAlone(const std::filesystem::path& database);

  /// Inserts rows with a blob of `blob_size` bytes, in one transaction; returns the seconds.
  double insert(std::int64_t rows, std::size_t blob_size, Instant now);

  /// Reads all rows, with their blobs, in the order of their ids; returns the seconds.
  double read(std::int64_t rows);

  /// Deletes what has expired, in one transaction; returns the seconds.
  double delete_expired(Instant now, std::int64_t rows);

 private:
  void execute(const char* sql);
  void require(bool holds);

  storage::Database database_;
  sqlite3* db_;
};

}  // namespace mayfly::bench
