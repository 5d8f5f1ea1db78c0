#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/rows.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/query.h"

namespace mayfly::storage {

/// The users of a vault and their key slots.
class UserRows {
 public:
  explicit UserRows(Database& db);

  // As Reader and Writer say (storage/store.h).
  std::optional<UserId> find(std::string_view name);
  bool any();
  std::vector<std::string> names(std::size_t most);
  void each(const std::function<void(UserId, const std::string& name)>& visit);
  std::vector<KeySlotRow> slots(UserId user);

  // In the caller's write transaction:
  UserId insert(std::string_view name, Instant created_at);
  void insert_slot(UserId user, const KeySlotRow& slot);
  void update_slot(UserId user, SlotNumber slot, ByteView sealed_key);
  void delete_slot(UserId user, SlotNumber slot);

  /// The SQL of every query that does not go through all users: for a look at their plans.
  std::vector<const char*> queries() const {
    return {find_.sql(),        any_.sql(),   names_.sql(),       insert_.sql(),
            insert_slot_.sql(), slots_.sql(), update_slot_.sql(), delete_slot_.sql()};
  }

 private:
  SQLite::Database& db_;
  Query find_, any_, names_, each_, insert_, insert_slot_, slots_, update_slot_, delete_slot_;
};

}  // namespace mayfly::storage
