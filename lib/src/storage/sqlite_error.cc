#include "storage/sqlite_error.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string>

namespace mayfly::storage {
namespace {

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

Error translated(int code, const std::string& text) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::busy, "the vault is busy: another process holds it",
              "try again; a program that has the vault open keeps it locked"};
    case SQLITE_NOTADB:
      return {ErrorKind::not_a_vault, "not a vault: the file is no SQLite database"};
    case SQLITE_ERROR:  // our statements are right, so it is the file that is not
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
      return {ErrorKind::not_written, could_not(code) + text, "nothing was changed"};
    default:
      return {ErrorKind::unexpected, "SQLite: " + text};
  }
}

}  // namespace

void rethrow_as_ours() {
  try {
    throw;
  } catch (const SQLite::Exception& error) {
    const int extended = error.getExtendedErrorCode();
    throw translated(extended > 0 ? extended : error.getErrorCode(), error.what());
  }
}

}  // namespace mayfly::storage
