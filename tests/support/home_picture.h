#pragma once

// What people mean by the content of a HOME: not its locks, nor the time that the window-key file
// keeps, nor what SQLite or a draft leaves to the next call.

#include <filesystem>
#include <map>
#include <string>

#include "mayfly/encoding.h"
#include "support/bytes_of.h"
#include "support/raw_database.h"
#include "support/window_key_files.h"

namespace mayfly::test {

using Picture = std::map<std::string, std::string>;

/// The users, their slots, and their messages.
inline std::string rows_of(const std::filesystem::path& database) {
  RawDatabase db(database);  // which rolls back what was not committed
  std::string rows;
  for (const char* columns :
       {"id || name FROM users",
        "user_id || ',' || slot || ',' || kind || hex(params) || hex(kek_id) || hex(sealed_key) "
        "FROM key_slots",
        "id || ',' || user_id || ',' || generation || ',' || hex(sealed) FROM messages"}) {
    rows += db.look("SELECT ifnull(group_concat(row, ';'), '') FROM (SELECT " +
                    std::string(columns).replace(std::string(columns).find(" FROM"), 0, " AS row") +
                    " ORDER BY 1)") +
            "\n";
  }
  return rows;
}

inline Picture picture_of(const std::filesystem::path& home) {
  namespace fs = std::filesystem;
  Picture picture;
  for (const auto& entry : fs::recursive_directory_iterator(home)) {
    const std::string name = entry.path().filename();
    const bool aside = name.ends_with("-lock") || name.ends_with("-journal") ||
                       name.starts_with(".mayfly-draft-") || name == "CACHEDIR.TAG";
    if (!entry.is_regular_file() || aside) continue;
    std::string& content = picture[fs::relative(entry.path(), home)];
    if (name.ends_with(".db")) content = rows_of(entry.path());
    if (name.ends_with(".key")) content = bytes_of(entry.path());
  }
  return picture;
}

/// The window keys that are there, of those that messages need.
inline std::string needed_keys(const std::filesystem::path& database,
                               const std::filesystem::path& window_keys) {
  RawDatabase db(database);
  std::string keys;
  for (const window_keys::Slot& slot : live_slots(window_keys)) {
    const std::string generation = std::to_string(slot.generation);
    if (db.look("SELECT count(*) FROM messages WHERE generation = " + generation) != "0")
      keys += generation + ",";
  }
  return keys;
}

}  // namespace mayfly::test
