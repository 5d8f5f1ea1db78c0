#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>

#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "mayfly/random.h"
#include "mayfly/vault.h"
#include "platform/file_lock.h"
#include "storage/database.h"
#include "storage/message_rows.h"
#include "storage/user_rows.h"

namespace mayfly {

/// What an open vault and its unlocked users share, and the two ways to it: read() and write().
struct VaultState {
  VaultState(const std::filesystem::path& database, std::filesystem::path lock, Clock& vault_clock,
             RandomSource& random_source, VaultOptions vault_options)
      : db(database, vault_options.busy_timeout),
        messages(db),
        users(db),
        clock(vault_clock),
        random(random_source),
        lock_file(std::move(lock)),
        options(std::move(vault_options)) {
    if (options.on_progress) db.on_progress(options.on_progress);
  }

  storage::Database db;
  storage::MessageRows messages;
  storage::UserRows users;
  Clock& clock;
  RandomSource& random;
  std::filesystem::path lock_file;
  VaultOptions options;
  bool was_made = false;
  std::int64_t purged = 0;
  std::optional<Error> purge_failure;

  /// Runs `work(now)`, `now` in Unix milliseconds, in a write transaction that begins by deleting
  /// what has expired.
  template <class Work>
  auto write(Work&& work) {
    // The queue of writers first: whoever waits there sleeps in the kernel; SQLite would poll.
    const platform::FileLock lock(lock_file, options.busy_timeout);
    const auto left = std::max(options.busy_timeout - lock.waited(), std::chrono::milliseconds{0});
    storage::WriteTransaction transaction(db, left);
    const std::int64_t at = now();
    const std::int64_t expired = messages.delete_expired(at);
    std::optional<storage::Savepoint> before_work;
    if (expired > 0) before_work.emplace(db);
    try {
      auto result = work(at);
      if (before_work) before_work->release();
      transaction.commit();
      purged += expired;
      return result;
    } catch (...) {
      // What has expired is gone all the same: only the work is undone.
      if (before_work && before_work->roll_back()) commit_purge(transaction, expired);
      throw;
    }
  }

  /// Runs `work(now)`, which only reads. Where something has expired, it is deleted first, in the
  /// same transaction; where nothing has, there is no write and no lock but a reader's. Where it
  /// cannot be deleted, the clock still keeps it from `work`.
  template <class Work>
  auto read(Work&& work) {
    {
      const storage::ReadTransaction one_moment(db);
      // The look-up may wait for the lock: what time it is, one knows only then.
      if (!messages.any_expired(now())) return work(now());
    }
    try {
      return write(work);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
      purge_failure = error;
      return work(now());
    }
  }

  /// Unix milliseconds.
  std::int64_t now() { return to_unix_ms(clock.now()); }

 private:
  void commit_purge(storage::WriteTransaction& transaction, std::int64_t expired) try {
    transaction.commit();
    purged += expired;
  } catch (const Error& error) {
    purge_failure = error;
  }
};

}  // namespace mayfly
