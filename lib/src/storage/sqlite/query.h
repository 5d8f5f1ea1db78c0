#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/key.h"
#include "storage/sqlite/sqlite_error.h"
#include "values/ids.h"

namespace mayfly::storage {

/// A statement that is prepared when it is first needed, and kept.
class Query {
 public:
  Query(SQLite::Database& db, const char* sql) : db_(db), sql_(sql) {}

  /// The statement, reset, with the numbers and blobs of `values` bound in their order. Blobs are
  /// not copied: they must live as long as the statement runs.
  template <class... Values>
  SQLite::Statement& operator()(const Values&... values) {
    if (!statement_) statement_.emplace(db_, sql_);
    statement_->tryReset();  // reset() would throw what the last run of it threw
    int index = 0;
    (bind(++index, values), ...);
    return *statement_;
  }

  const char* sql() const noexcept { return sql_; }

 private:
  void bind(int index, std::int64_t value) { statement_->bind(index, value); }
  void bind(int index, UserId user) { bind(index, number_of(user)); }
  void bind(int index, SlotNumber slot) { bind(index, number_of(slot)); }
  void bind(int index, Generation generation) { bind(index, number_of(generation)); }
  void bind(int index, Instant instant) { bind(index, to_unix_ms(instant)); }
  void bind(int index, std::string_view text) { statement_->bind(index, std::string(text)); }
  void bind(int index, ByteView blob) {
    // Without an address SQLite would take an empty blob for NULL.
    const void* bytes = blob.empty() ? static_cast<const void*>("") : blob.data();
    statement_->bindNoCopy(index, bytes, static_cast<int>(blob.size()));
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) return bind(index, *value);
    statement_->bind(index);  // NULL
  }

  SQLite::Database& db_;
  const char* sql_;
  std::optional<SQLite::Statement> statement_;
};

/// Ends a statement's read when the scope ends, so that no lock on the file outlives it.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(SQLite::Statement& statement) : statement_(statement) {}
  ~ResetAtEnd() { statement_.tryReset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  SQLite::Statement& statement_;
};

[[noreturn]] inline void refuse_value() {
  throw Error(ErrorKind::authentication_failed, "the vault is damaged: a value of the wrong type");
}

/// STRICT holds for what SQLite writes, not for what an attacker does: text that looks like a
/// number would be compared as text and read as the number.
inline std::int64_t integer_of(const SQLite::Column& column) {
  if (!column.isInteger()) refuse_value();
  return column.getInt64();
}

inline ByteView blob_of(const SQLite::Column& column) {
  if (!column.isBlob()) refuse_value();
  return {static_cast<const std::uint8_t*>(column.getBlob()),
          static_cast<std::size_t>(column.getBytes())};
}

inline Bytes bytes_of(const SQLite::Column& column) {
  const ByteView blob = blob_of(column);
  return {blob.begin(), blob.end()};
}

}  // namespace mayfly::storage
