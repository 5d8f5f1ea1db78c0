#pragma once

#include <filesystem>
#include <functional>

#include "storage/sqlite/transaction.h"
#include "storage/sqlite/writers_queue.h"
#include "storage/store.h"

namespace mayfly::storage {

/// The version of SQLite that is linked.
std::string sqlite_version();

/// A vault's rows in an SQLite file. Whoever waits to write is in a queue beside it.
class SqliteStore final : public Store {
 public:
  struct Options {
    WritersQueue::Use use;
    /// Called every few milliseconds of work; may be empty.
    std::function<void()> on_progress;
  };

  /// Makes a vault without users in the empty file at `file`.
  static void create(const std::filesystem::path& file, ByteView vault_id) {
    Database::create(file, vault_id);
  }

  /// Opens the vault at `file`, also if that has to wait for others; throws as Database does.
  /// `patience` must outlive it.
  SqliteStore(const std::filesystem::path& file, Patience& patience, Options options);

  const Bytes& vault_id() const noexcept override { return connection_.db.vault_id(); }
  void set_ages(std::vector<Age> ages) override;
  std::unique_ptr<Reader> read() override;
  std::unique_ptr<Writer> write() override;
  Held lock_out_writers() override { return queue_.hold(); }
  void end_access() noexcept override { queue_.end_access(); }
  void stand_back() noexcept override { queue_.leave(); }

 private:
  WritersQueue queue_;
  std::function<void()> on_progress_;
  Connection connection_;
};

}  // namespace mayfly::storage
