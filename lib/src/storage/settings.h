#pragma once

#include <SQLiteCpp/Database.h>

namespace mayfly::storage {

/// Takes from SQLite, before the file is read, what a planted database could misuse: schema writes, triggers, views, extensions.
void lock_down(SQLite::Database& db);

/// Sets every setting that durability and erasure rest on, and reads each back. Throws Error{unexpected} for one that did not hold.
void apply_settings(SQLite::Database& db);

}  // namespace mayfly::storage
