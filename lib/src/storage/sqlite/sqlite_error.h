#pragma once

#include <SQLiteCpp/Database.h>

#include <optional>
#include <utility>

#include "mayfly/error.h"

namespace mayfly::storage {

/// Whether SQLite says "busy" for an error that is none: NFS without its lock daemon, for example.
/// SQLite keeps it to itself, but leaves it in errno.
bool cannot_lock(int error_number) noexcept;

/// SQLite takes a read that the disk refuses for damage (SQLITE_IOERR_CORRUPTFS, and of a statement
/// SQLITE_CORRUPT), but keeps the errno. What the disk cannot give now may be whole. Nothing where
/// no read has failed.
std::optional<Error> failed_read(SQLite::Database& db);

/// The exception in flight, which must be SQLite's, as ours. Throws; never returns. A `db`, if
/// there is one, is asked whether what looks like damage is a read that failed.
[[noreturn]] void rethrow_as_ours(SQLite::Database* db);

/// Runs `work`; what SQLite throws becomes an Error.
template <class Work>
auto guarded(SQLite::Database* db, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const Error&) {
    throw;
  } catch (...) {
    rethrow_as_ours(db);
  }
}

/// The same, of work on that database; of work that opens one.
template <class Work>
auto guarded(SQLite::Database& db, Work&& work) {
  return guarded(&db, std::forward<Work>(work));
}
template <class Work>
auto guarded(Work&& work) {
  return guarded(nullptr, std::forward<Work>(work));
}

}  // namespace mayfly::storage
