#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "storage/store.h"

namespace mayfly::storage {

/// What a vault in memory holds.
struct MemoryTables {
  struct User {
    std::string name;
    Instant created_at;
  };
  struct Message {
    MessageHead head;
    std::optional<Bytes> name;
    Bytes sealed;
  };

  std::map<UserId, User> users;
  std::map<std::pair<UserId, SlotNumber>, KeySlotRow> slots;
  std::map<MessageId, Message> messages;
  struct KeptReceipt {
    Instant kept_until;
    Generation generation;
    Bytes sealed;
  };
  std::map<std::pair<UserId, MessageId>, KeptReceipt> receipts;
  MessageId last_id = 0;  ///< that was ever given
};

/// A vault in memory, which several stores can share as processes share a file.
struct MemoryVault {
  Bytes vault_id;
  std::shared_ptr<const MemoryTables> tables = std::make_shared<MemoryTables>();
  bool is_held = false;  ///< by a writer, or who locks them out
};

/// A vault's rows in memory: for tests, and the proof that the face holds. A transaction works on a
/// copy, so it is for small vaults. Whoever finds another writer does not wait.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<MemoryVault> vault) : vault_(std::move(vault)) {}

  const Bytes& vault_id() const noexcept override { return vault_->vault_id; }
  void set_ages(std::vector<Age> ages) override { *ages_ = std::move(ages); }
  std::unique_ptr<Reader> read() override;
  std::unique_ptr<Writer> write() override;
  Held lock_out_writers() override;
  void end_access() noexcept override {}
  void stand_back() noexcept override {}

 private:
  std::shared_ptr<MemoryVault> vault_;
  std::shared_ptr<std::vector<Age>> ages_ = std::make_shared<std::vector<Age>>();
};

}  // namespace mayfly::storage
