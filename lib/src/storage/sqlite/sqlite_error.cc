#include "storage/sqlite/sqlite_error.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

namespace mayfly::storage {
namespace {

/// Whether it comes from fcntl(2), which SQLite calls only for locks.
bool is_of_lock(int code) {
  switch (code) {
    case SQLITE_PERM:
    case SQLITE_IOERR_LOCK:
    case SQLITE_IOERR_RDLOCK:
    case SQLITE_IOERR_UNLOCK:
    case SQLITE_IOERR_CHECKRESERVEDLOCK:
      return true;
    default:
      return false;
  }
}

Error no_lock(int error_number) {
  return {ErrorKind::not_written,
          "could not lock the vault: " + std::generic_category().message(error_number),
          "nothing was changed; a network file system may need its lock daemon"};
}

/// What failed, as far as SQLite tells.
const char* could_not(int code) {
  switch (code) {
    case SQLITE_IOERR_CORRUPTFS:  // a read that failed while the file was opened
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_FSTAT:
    case SQLITE_IOERR_ACCESS:
    case SQLITE_IOERR_SEEK:
      return "could not read the vault: ";
    default:
      return (code & 0xff) == SQLITE_CANTOPEN ? "could not open the vault: "
                                              : "could not write the vault: ";
  }
}

/// Whether the journal may be gone already: once it is, the change is made.
bool ended_commit(int code) {
  return code == SQLITE_IOERR_DELETE || code == SQLITE_IOERR_DIR_FSYNC;
}

Error translated(int code, int error_number, const std::string& text) {
  const bool seems_busy = (code & 0xff) == SQLITE_BUSY && cannot_lock(error_number);
  if (seems_busy || (is_of_lock(code) && error_number != 0)) return no_lock(error_number);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::busy, "the vault is busy: another process holds it",
              "try again; a program that has the vault open keeps it locked"};
    case SQLITE_NOTADB:
      return {ErrorKind::not_a_vault, "not a vault: the file is not an SQLite database"};
    case SQLITE_ERROR:  // our statements are right, so the file is wrong
    case SQLITE_CORRUPT:
    case SQLITE_CONSTRAINT:  // ours hold, unless the file was altered
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return {ErrorKind::authentication_failed, "the vault is damaged: " + text,
              "restore it from a copy, or move it away and begin anew"};
    case SQLITE_FULL:
      return {ErrorKind::not_written, "could not write the vault: the disk is full",
              "nothing was changed; earlier messages are still there"};
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      if (code == SQLITE_CANTOPEN_SYMLINK) {
        return {ErrorKind::unsafe_permissions, "the vault's file is a symbolic link"};
      }
      return {ErrorKind::not_written, could_not(code) + text,
              ended_commit(code) ? "the change may stand all the same" : "nothing was changed"};
    default:
      return {ErrorKind::unexpected, "SQLite: " + text};
  }
}

/// errno of the last call on a file that failed; 0 without one.
int last_errno(sqlite3_file* file) {
  int number = 0;
  if (file == nullptr || file->pMethods == nullptr ||
      file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK)
    return 0;
  return number;
}

}  // namespace

bool cannot_lock(int error_number) noexcept {
  return error_number == ENOLCK;
}

std::optional<Error> failed_read(SQLite::Database& db) {
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(db.getHandle(), "main", which, static_cast<void*>(&file));
    const int number = last_errno(file);
    if (number == EIO || number == ENXIO || number == ERANGE) {
      return Error(ErrorKind::not_written,
                   "could not read the vault: " + std::generic_category().message(number),
                   "nothing was changed; check the disk");
    }
  }
  return std::nullopt;
}

void rethrow_as_ours(SQLite::Database* db) {
  const int error_number = errno;
  try {
    throw;
  } catch (const SQLite::Exception& error) {
    const int extended = error.getExtendedErrorCode();
    const Error ours =
        translated(extended > 0 ? extended : error.getErrorCode(), error_number, error.what());
    if (db != nullptr && ours.kind() == ErrorKind::authentication_failed) {
      if (const auto failure = failed_read(*db)) throw Error(*failure);
    }
    throw Error(ours);
  }
}

}  // namespace mayfly::storage
