#include "storage/sqlite/sqlite_error.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE("what SQLite throws becomes ours", "[sqlite_error]") {
  const auto [code, kind] =
      GENERATE(table<int, ErrorKind>({{SQLITE_BUSY, ErrorKind::busy},
                                      {SQLITE_LOCKED, ErrorKind::busy},
                                      {SQLITE_NOTADB, ErrorKind::not_a_vault},
                                      {SQLITE_CORRUPT, ErrorKind::authentication_failed},
                                      {SQLITE_FULL, ErrorKind::not_written},
                                      {SQLITE_READONLY, ErrorKind::not_written},
                                      {SQLITE_IOERR, ErrorKind::not_written},
                                      {SQLITE_CANTOPEN, ErrorKind::not_written},
                                      {SQLITE_CONSTRAINT, ErrorKind::authentication_failed},
                                      {SQLITE_ERROR, ErrorKind::authentication_failed},
                                      {SQLITE_NOMEM, ErrorKind::unexpected}}));
  CAPTURE(code);
  CHECK(error_kind([code = code] {
          storage::guarded([&] { throw SQLite::Exception("x", code); });
        }) == kind);
}

TEST_CASE("what is ours passes unchanged, and so do results", "[sqlite_error]") {
  CHECK(error_kind([] { storage::guarded([] { throw Error(ErrorKind::usage, "x"); }); }) ==
        ErrorKind::usage);
  CHECK(storage::guarded([] { return 7; }) == 7);
  CHECK_THROWS_AS(storage::guarded([]() -> int { throw std::bad_alloc(); }), std::bad_alloc);
}
