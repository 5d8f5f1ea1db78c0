#include "storage/sqlite/user_rows.h"

namespace mayfly::storage {
UserRows::UserRows(Database& db)
    : db_(db.handle()),
      find_(db_, "SELECT id FROM users WHERE name = ?"),
      any_(db_, "SELECT 1 FROM users WHERE id > 0 LIMIT 1"),
      names_(db_, "SELECT name FROM users WHERE name > '' ORDER BY name LIMIT ?"),
      each_(db_, "SELECT id, name FROM users ORDER BY id"),
      insert_(db_, "INSERT INTO users (name, created_at) VALUES (?, ?)"),
      insert_slot_(db_,
                   "INSERT INTO key_slots (user_id, slot, kind, created_at, params, kek_id, "
                   "sealed_key) VALUES (?, ?, ?, ?, ?, ?, ?)"),
      slots_(db_,
             "SELECT slot, kind, created_at, params, kek_id, sealed_key FROM key_slots "
             "WHERE user_id = ? ORDER BY slot"),
      update_slot_(db_, "UPDATE key_slots SET sealed_key = ?3 WHERE user_id = ?1 AND slot = ?2"),
      delete_slot_(db_, "DELETE FROM key_slots WHERE user_id = ? AND slot = ?") {}

std::optional<UserId> UserRows::find(std::string_view name) {
  return guarded(db_, [&]() -> std::optional<UserId> {
    SQLite::Statement& query = find_(name);
    const ResetAtEnd reset(query);
    if (!query.executeStep()) return std::nullopt;
    return UserId{integer_of(query.getColumn(0))};
  });
}

bool UserRows::any() {
  return guarded(db_, [&] {
    SQLite::Statement& query = any_();
    const ResetAtEnd reset(query);
    return query.executeStep();
  });
}

std::vector<std::string> UserRows::names(std::size_t most) {
  return guarded(db_, [&] {
    SQLite::Statement& query = names_(static_cast<std::int64_t>(most));
    const ResetAtEnd reset(query);
    std::vector<std::string> names;
    while (query.executeStep()) names.push_back(query.getColumn(0).getString());
    return names;
  });
}

UserId UserRows::insert(std::string_view name, Instant created_at) {
  return guarded(db_, [&] {
    insert_(name, created_at).exec();
    return UserId{db_.getLastInsertRowid()};
  });
}

void UserRows::insert_slot(UserId user, const KeySlotRow& slot) {
  guarded(db_, [&] {
    insert_slot_(user, slot.slot, slot.kind, slot.created_at, ByteView(slot.params),
                 ByteView(slot.kek_id), ByteView(slot.sealed_key))
        .exec();
  });
}

void UserRows::each(const std::function<void(UserId, const std::string& name)>& visit) {
  guarded(db_, [&] {
    SQLite::Statement& rows = each_();
    const ResetAtEnd reset(rows);
    while (rows.executeStep())
      visit(UserId{rows.getColumn(0).getInt64()}, rows.getColumn(1).getString());
  });
}

std::vector<KeySlotRow> UserRows::slots(UserId user) {
  return guarded(db_, [&] {
    SQLite::Statement& query = slots_(user);
    const ResetAtEnd reset(query);
    std::vector<KeySlotRow> slots;
    while (query.executeStep()) {
      const auto number = [&](int column) { return integer_of(query.getColumn(column)); };
      slots.push_back({SlotNumber{number(0)}, number(1), from_unix_ms(number(2)),
                       bytes_of(query.getColumn(3)), bytes_of(query.getColumn(4)),
                       bytes_of(query.getColumn(5))});
    }
    return slots;
  });
}

void UserRows::update_slot(UserId user, SlotNumber slot, ByteView sealed_key) {
  guarded(db_, [&] { update_slot_(user, slot, sealed_key).exec(); });
}

void UserRows::delete_slot(UserId user, SlotNumber slot) {
  guarded(db_, [&] { delete_slot_(user, slot).exec(); });
}

}  // namespace mayfly::storage
