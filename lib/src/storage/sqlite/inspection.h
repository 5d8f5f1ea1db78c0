#pragma once

#include <functional>
#include <string>
#include <vector>

#include "storage/rows.h"
#include "storage/sqlite/database.h"

namespace mayfly::storage {

/// What is wrong with the file, as far as SQLite can tell (pages, indexes, references), and with
/// its counter of ids. Empty if nothing is. Reads all of it.
std::vector<std::string> structural_problems(Database& db);

/// Calls `visit(id, row)` with each row of messages, of whatever user and time; `row` is nullptr
/// where a value is of the wrong type. The row's views hold during the call.
void each_message(Database& db,
                  const std::function<void(MessageId id, const MessageRow* row)>& visit);

/// The SQL of the latter.
inline constexpr const char* kEveryMessage =
    "SELECT id, user_id, created_at, expires_at, window_end, generation, flags, name, sealed "
    "FROM messages ORDER BY id";

}  // namespace mayfly::storage
