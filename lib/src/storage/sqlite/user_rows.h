#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mayfly/bytes.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/query.h"

namespace mayfly::storage {

/// A way to a user's key. `created_at` is in Unix milliseconds; what `kind` may be, keys/user_key.h
/// says.
struct KeySlotRow {
  std::int64_t slot;
  std::int64_t kind;
  std::int64_t created_at;
  Bytes params;
  Bytes kek_id;
  Bytes sealed_key;

  bool operator==(const KeySlotRow&) const = default;
};

/// The users of a vault and their key slots.
class UserRows {
 public:
  explicit UserRows(Database& db);

  std::optional<std::int64_t> find(std::string_view name);

  /// Whether there is any user.
  bool any();

  /// The first of them by name, at most so many.
  std::vector<std::string> names(std::int64_t most);

  /// The new user's id. In the caller's write transaction, as is:
  std::int64_t insert(std::string_view name, std::int64_t created_at);

  void insert_slot(std::int64_t user_id, const KeySlotRow& slot);

  /// In the order of their numbers.
  std::vector<KeySlotRow> slots(std::int64_t user_id);

  /// Another sealed key in a slot that stays what it is.
  void update_slot(std::int64_t user_id, std::int64_t slot, ByteView sealed_key);

  void delete_slot(std::int64_t user_id, std::int64_t slot);

  /// The SQL of every query: for a look at their plans.
  std::vector<const char*> queries() const {
    return {find_.sql(),        any_.sql(),   names_.sql(),       insert_.sql(),
            insert_slot_.sql(), slots_.sql(), update_slot_.sql(), delete_slot_.sql()};
  }

 private:
  SQLite::Database& db_;
  Query find_, any_, names_, insert_, insert_slot_, slots_, update_slot_, delete_slot_;
};

}  // namespace mayfly::storage
