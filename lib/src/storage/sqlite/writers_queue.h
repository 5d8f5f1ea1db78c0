#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "platform/file_lock.h"
#include "platform/patience.h"

namespace mayfly::storage {

/// One process's way to the database: through the queue of writers (`vault.db-lock`), in which who
/// finds the database locked waits as well, so that all are served in the order in which they came.
class WritersQueue {
 public:
  enum class Use : std::uint8_t {
    none,   ///< changes no file: waits for the database beside the queue
    read,   ///< leaves it when the database was had
    write,  ///< keeps its place then, for what it will write
  };

  /// `patience` must outlive it.
  WritersQueue(std::filesystem::path database, Use use, Patience& patience);

  struct Leave {
    void operator()(WritersQueue* queue) const noexcept { queue->leave(); }
  };
  using Held = std::unique_ptr<WritersQueue, Leave>;

  /// Keeps all other writers out for as long as what it returns lives. Throws Error{busy}.
  Held hold();

  struct EndAccess {
    void operator()(WritersQueue* queue) const noexcept { queue->end_access(); }
  };
  using Access = std::unique_ptr<WritersQueue, EndAccess>;

  /// Around whatever may wait for the database without having held the queue.
  Access access() { return Access(this); }

  /// Waits a little for SQLite's locks; false where the patience is at its end. `tries` counts from
  /// 0 for each of them.
  bool wait_for_database(int tries) noexcept;

  /// Gives up our place, and what we hold.
  void leave() noexcept;

  /// What access() does in the end.
  void end_access() noexcept;

 private:
  void note_commits(int tries);
  bool is_to_queue() noexcept;

  std::filesystem::path database_;
  std::filesystem::path lock_file_;
  Use use_;
  Patience* patience_;
  std::optional<platform::PlaceInQueue> place_;
  bool held_ = false;  ///< by hold()
  std::filesystem::file_time_type seen_;
};

}  // namespace mayfly::storage
