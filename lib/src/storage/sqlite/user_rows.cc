#include "storage/sqlite/user_rows.h"

namespace mayfly::storage {
UserRows::UserRows(Database& db)
    : db_(db.handle()),
      find_(db_, "SELECT id FROM users WHERE name = ?"),
      any_(db_, "SELECT 1 FROM users WHERE id > 0 LIMIT 1"),
      names_(db_, "SELECT name FROM users WHERE name > '' ORDER BY name LIMIT ?"),
      insert_(db_, "INSERT INTO users (name, created_at) VALUES (?, ?)"),
      insert_slot_(db_,
                   "INSERT INTO key_slots (user_id, slot, kind, created_at, params, kek_id, "
                   "sealed_key) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      slots_(db_,
             "SELECT slot, kind, created_at, params, kek_id, sealed_key FROM key_slots "
             "WHERE user_id = ? ORDER BY slot"),
      update_slot_(db_, "UPDATE key_slots SET sealed_key = ?3 WHERE user_id = ?1 AND slot = ?2"),
      delete_slot_(db_, "DELETE FROM key_slots WHERE user_id = ? AND slot = ?") {}

std::optional<std::int64_t> UserRows::find(std::string_view name) {
  return guarded(db_, [&]() -> std::optional<std::int64_t> {
    SQLite::Statement& query = find_(name);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return std::nullopt;
    return number_of(query.getColumn(0));
  });
}

bool UserRows::any() {
  return guarded(db_, [&] {
    SQLite::Statement& query = any_();
    const ResetAtEnd reset(query);
    return query.executeStep();
  });
}

std::vector<std::string> UserRows::names(std::int64_t most) {
  return guarded(db_, [&] {
    SQLite::Statement& query = names_(most);
    const ResetAtEnd reset(query);
    std::vector<std::string> names;
    while (query.executeStep()) names.push_back(query.getColumn(0).getString());
    return names;
  });
}

std::int64_t UserRows::insert(std::string_view name, std::int64_t created_at) {
  return guarded(db_, [&] {
    insert_(name, created_at).exec();
    return std::int64_t{db_.getLastInsertRowid()};
  });
}

void UserRows::insert_slot(std::int64_t user_id, const KeySlotRow& slot) {
  guarded(db_, [&] {
    insert_slot_(user_id, slot.slot, slot.kind, slot.created_at, ByteView(slot.params),
                 ByteView(slot.kek_id), ByteView(slot.sealed_key))
        .exec();
  });
}

std::vector<KeySlotRow> UserRows::slots(std::int64_t user_id) {
  return guarded(db_, [&] {
    SQLite::Statement& query = slots_(user_id);
    const ResetAtEnd reset(query);
    std::vector<KeySlotRow> slots;
    while (query.executeStep()) {
      const auto number = [&](int column) { return number_of(query.getColumn(column)); };
      slots.push_back({number(0), number(1), number(2), bytes_of(query.getColumn(3)),
                       bytes_of(query.getColumn(4)), bytes_of(query.getColumn(5))});
    }
    return slots;
  });
}

void UserRows::update_slot(std::int64_t user_id, std::int64_t slot, ByteView sealed_key) {
  guarded(db_, [&] { update_slot_(user_id, slot, sealed_key).exec(); });
}

void UserRows::delete_slot(std::int64_t user_id, std::int64_t slot) {
  guarded(db_, [&] { delete_slot_(user_id, slot).exec(); });
}

}  // namespace mayfly::storage
