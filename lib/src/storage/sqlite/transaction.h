#pragma once

#include <optional>

#include "storage/sqlite/database.h"
#include "storage/sqlite/message_rows.h"
#include "storage/sqlite/receipt_rows.h"
#include "storage/sqlite/user_rows.h"
#include "storage/store.h"

namespace mayfly::storage {

/// A database that is open, and the statements on its tables.
struct Connection {
  Database db;
  MessageRows messages{db};
  UserRows users{db};
  std::optional<ReceiptRows> receipt_rows = std::nullopt;

  /// Made when it is first asked for: most calls never do.
  ReceiptRows& receipts() { return receipt_rows ? *receipt_rows : receipt_rows.emplace(db); }
};

/// The rows in one transaction of SQLite's.
class SqliteTransaction final : public Writer {
 public:
  enum class Kind : std::uint8_t { read, write };

  /// `no_writers`, if there is any, is kept until the transaction has ended. Throws Error{busy}.
  SqliteTransaction(Connection& connection, Kind kind, Held no_writers = nullptr);

  std::optional<UserId> find_user(std::string_view name) override;
  bool any_user() override;
  std::vector<std::string> user_names(std::size_t most) override;
  void each_user(const std::function<void(UserId, const std::string& name)>& visit) override;
  std::vector<KeySlotRow> slots(UserId user) override;
  bool any_expired(Instant now) override;
  Expired expired(Instant now) override;
  bool find(UserId user, MessageId id, Instant now,
            const std::function<void(const MessageRow&)>& visit) override;
  std::optional<MessageHead> head_of(UserId user, MessageId id, Instant now) override;
  std::vector<MessageSummary> list(UserId user, Instant now, Which which,
                                   const Page& page) override;
  std::optional<MessageId> latest(UserId user, Instant now, std::int64_t without_flags) override;
  std::vector<MessageId> first_to_expire(Instant now, std::size_t most) override;
  void each_of(UserId user, const std::function<void(const MessageHead&)>& visit) override;
  void each_message(const std::function<void(MessageId id, const MessageRow* row)>& visit) override;
  std::set<Generation> generations() override;
  std::set<Generation> generations_of_expired(Instant now, std::int64_t flags) override;
  std::set<MessageId> ids_of(Generation generation) override;
  bool any_of_generation(Generation generation) override;
  Counters counters() override;
  void each_receipt(std::optional<UserId> user, const VisitReceipt& visit) override;
  bool any_receipt_over(Instant now) override;
  std::vector<std::string> problems() override;

  UserId insert_user(std::string_view name, Instant created_at) override;
  void insert_slot(UserId user, const KeySlotRow& slot) override;
  void update_slot(UserId user, SlotNumber slot, ByteView sealed_key) override;
  void delete_slot(UserId user, SlotNumber slot) override;
  void insert(const MessageRow& row) override;
  void reseal(const MessageRow& row) override;
  void replace(const MessageRow& row) override;
  void remove(UserId user, MessageId id) override;
  void remove_all(UserId user) override;
  Expired remove_expired(Instant now) override;
  std::int64_t remove_of(Generation generation) override;
  void insert_receipt(const ReceiptRow& row) override;
  void update_receipts(std::span<const ReceiptRow> rows) override;
  std::int64_t remove_receipts(UserId user) override;
  std::int64_t remove_receipts_over(Instant now) override;
  void keep() override;
  bool undo_to_keep() noexcept override;
  void begin_again() override;
  void commit() override;

 private:
  Connection& connection_;
  Held no_writers_;  // before the transaction, which ends first
  std::optional<ReadTransaction> reading_;
  std::optional<WriteTransaction> writing_;
  std::optional<Savepoint> kept_;
};

}  // namespace mayfly::storage
