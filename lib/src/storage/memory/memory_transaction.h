#pragma once

#include "storage/memory/memory_store.h"

namespace mayfly::storage {

/// The rows of a vault in memory at one moment; what is changed is a copy until it is committed.
class MemoryTransaction final : public Writer {
 public:
  /// `no_writers` is nothing if it only reads.
  MemoryTransaction(std::shared_ptr<MemoryVault> vault,
                    std::shared_ptr<const std::vector<Age>> ages, Held no_writers = nullptr);

  std::optional<UserId> find_user(std::string_view name) override;
  bool any_user() override { return !tables_.users.empty(); }
  std::vector<std::string> user_names(std::size_t most) override;
  void each_user(const std::function<void(UserId, const std::string& name)>& visit) override;
  std::vector<KeySlotRow> slots(UserId user) override;
  bool any_expired(Instant now) override { return expired(now).count > 0; }
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
  bool any_of_generation(Generation generation) override { return !ids_of(generation).empty(); }
  Counters counters() override;
  void each_receipt(std::optional<UserId> user, const VisitReceipt& visit) override;
  bool any_receipt_over(Instant now) override;
  std::vector<std::string> problems() override { return {}; }

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
  void keep() override { kept_ = tables_; }
  bool undo_to_keep() noexcept override;
  void begin_again() override;
  void commit() override;

 private:
  bool is_expired(const MessageHead& head, Instant now) const;
  bool is_live(const MessageHead& head, Instant now) const;
  /// The user's live message; nullptr if there is none.
  const MemoryTables::Message* live(UserId user, MessageId id, Instant now) const;
  template <class Wanted>
  std::int64_t erase(Wanted&& is_wanted);

  std::shared_ptr<MemoryVault> vault_;
  std::shared_ptr<const std::vector<Age>> ages_;
  Held no_writers_;
  MemoryTables tables_;
  std::optional<MemoryTables> kept_;
};

}  // namespace mayfly::storage
