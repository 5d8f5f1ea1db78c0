#pragma once

// The tables of a vault and the versions of their format (doc/format.md, "Database").

#include <SQLiteCpp/Database.h>

namespace mayfly::storage {

inline constexpr int kApplicationId = 0x4d59464c;  // "MYFL"
inline constexpr int kFormatVersion = 2;

/// The format of a vault. Throws Error{not_a_vault} unless the database says that it is one, of a
/// format that we know. Reads nothing but the two numbers of the file header.
int format_of(SQLite::Database& db);

/// Brings a database from its version to kFormatVersion, in the caller's transaction. An empty
/// database has version 0.
void migrate(SQLite::Database& db);

/// Throws Error{authentication_failed} unless the tables and indexes are exactly those that we
/// made in that format: a table or an index that was changed could hide rows from a purge. What an
/// index holds is not compared.
void require_known_schema(SQLite::Database& db, int format);

}  // namespace mayfly::storage
