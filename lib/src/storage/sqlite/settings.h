#pragma once

#include <SQLiteCpp/Database.h>

namespace mayfly::storage {

// Every setting that safety, erasure and durability rest on, set and read back. Both throw
// Error{unexpected} for one that did not hold.

/// Before the file is looked at: takes from SQLite what a planted database could misuse (schema
/// writes, triggers, views, extensions), and has freed content overwritten.
void lock_down(SQLite::Database& db);

/// Once the file is known to be ours: the journal and how hard it is synced. (The journal's mode is
/// a property of the file.)
void set_up_file(SQLite::Database& db);

/// The same for a look that changes nothing. Throws Error{not_a_vault} if another program has set
/// another journal mode, which set_up_file() would set back.
void set_up_look(SQLite::Database& db);

}  // namespace mayfly::storage
