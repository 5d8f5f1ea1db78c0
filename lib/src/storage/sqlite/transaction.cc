#include "storage/sqlite/transaction.h"

#include "storage/sqlite/inspection.h"

namespace mayfly::storage {

SqliteTransaction::SqliteTransaction(Connection& connection, Kind kind, Held no_writers)
    : connection_(connection), no_writers_(std::move(no_writers)) {
  kind == Kind::read ? void(reading_.emplace(connection.db)) : begin_again();
}

void SqliteTransaction::begin_again() {
  kept_.reset();
  writing_.emplace(connection_.db);
}

void SqliteTransaction::keep() {
  kept_.emplace(connection_.db);
}

bool SqliteTransaction::undo_to_keep() noexcept {
  const bool undone = kept_ && kept_->roll_back();
  kept_.reset();
  return undone;
}

void SqliteTransaction::commit() {
  if (kept_) kept_->release();
  writing_->commit();
}

// What follows is what the tables do.

std::optional<UserId> SqliteTransaction::find_user(std::string_view name) {
  return connection_.users.find(name);
}
bool SqliteTransaction::any_user() {
  return connection_.users.any();
}
std::vector<std::string> SqliteTransaction::user_names(std::size_t most) {
  return connection_.users.names(most);
}
void SqliteTransaction::each_user(const std::function<void(UserId, const std::string&)>& visit) {
  connection_.users.each(visit);
}
std::vector<KeySlotRow> SqliteTransaction::slots(UserId user) {
  return connection_.users.slots(user);
}
UserId SqliteTransaction::insert_user(std::string_view name, Instant created_at) {
  return connection_.users.insert(name, created_at);
}
void SqliteTransaction::insert_slot(UserId user, const KeySlotRow& slot) {
  connection_.users.insert_slot(user, slot);
}
void SqliteTransaction::update_slot(UserId user, SlotNumber slot, ByteView sealed_key) {
  connection_.users.update_slot(user, slot, sealed_key);
}
void SqliteTransaction::delete_slot(UserId user, SlotNumber slot) {
  connection_.users.delete_slot(user, slot);
}

bool SqliteTransaction::any_expired(Instant now) {
  return connection_.messages.any_expired(now);
}
Expired SqliteTransaction::expired(Instant now) {
  return connection_.messages.expired(now);
}
bool SqliteTransaction::find(UserId user, MessageId id, Instant now,
                             const std::function<void(const MessageRow&)>& visit) {
  return connection_.messages.find(user, id, now, visit);
}
std::optional<MessageHead> SqliteTransaction::head_of(UserId user, MessageId id, Instant now) {
  return connection_.messages.head_of(user, id, now);
}
std::vector<MessageSummary> SqliteTransaction::list(UserId user, Instant now, Which which,
                                                    const Page& page) {
  return connection_.messages.list(user, now, which, page);
}
std::optional<MessageId> SqliteTransaction::latest(UserId user, Instant now,
                                                   std::int64_t without_flags) {
  return connection_.messages.latest(user, now, without_flags);
}
std::vector<MessageId> SqliteTransaction::first_to_expire(Instant now, std::size_t most) {
  return connection_.messages.first_to_expire(now, most);
}
void SqliteTransaction::each_of(UserId user, const std::function<void(const MessageHead&)>& visit) {
  connection_.messages.each_of(user, visit);
}
void SqliteTransaction::each_message(
    const std::function<void(MessageId, const MessageRow*)>& visit) {
  storage::each_message(connection_.db, visit);
}
std::set<Generation> SqliteTransaction::generations() {
  return connection_.messages.generations();
}
std::set<Generation> SqliteTransaction::generations_of_expired(Instant now, std::int64_t flags) {
  return connection_.messages.generations_of_expired(now, flags);
}
std::set<MessageId> SqliteTransaction::ids_of(Generation generation) {
  return connection_.messages.ids_of(generation);
}
bool SqliteTransaction::any_of_generation(Generation generation) {
  return connection_.messages.any_of_generation(generation);
}
Counters SqliteTransaction::counters() {
  return connection_.messages.counters();
}
void SqliteTransaction::each_receipt(std::optional<UserId> user, const VisitReceipt& visit) {
  connection_.receipts().each(user, visit);
}
bool SqliteTransaction::any_receipt_over(Instant now) {
  return connection_.receipts().any_over(now, connection_.messages.ages());
}
void SqliteTransaction::insert_receipt(const ReceiptRow& row) {
  connection_.receipts().insert(row);
}
void SqliteTransaction::update_receipts(std::span<const ReceiptRow> rows) {
  connection_.receipts().update(rows);
}
std::int64_t SqliteTransaction::remove_receipts(UserId user) {
  return connection_.receipts().remove(user);
}
std::int64_t SqliteTransaction::remove_receipts_over(Instant now) {
  return connection_.receipts().remove_over(now, connection_.messages.ages());
}
std::vector<std::string> SqliteTransaction::problems() {
  return structural_problems(connection_.db);
}
void SqliteTransaction::insert(const MessageRow& row) {
  connection_.messages.insert(row);
}
void SqliteTransaction::reseal(const MessageRow& row) {
  connection_.messages.reseal(row);
}
void SqliteTransaction::replace(const MessageRow& row) {
  connection_.messages.replace(row);
}
void SqliteTransaction::remove(UserId user, MessageId id) {
  connection_.messages.remove(user, id);
}
void SqliteTransaction::remove_all(UserId user) {
  connection_.messages.remove_all(user);
}
Expired SqliteTransaction::remove_expired(Instant now) {
  return connection_.messages.remove_expired(now);
}
std::int64_t SqliteTransaction::remove_of(Generation generation) {
  return connection_.messages.remove_of(generation);
}

}  // namespace mayfly::storage
