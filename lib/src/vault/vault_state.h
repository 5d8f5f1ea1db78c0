#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <type_traits>

#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "mayfly/random.h"
#include "mayfly/vault.h"
#include "platform/file_place.h"
#include "platform/patience.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/message_rows.h"
#include "storage/sqlite/user_rows.h"
#include "storage/sqlite/writers_queue.h"
#include "values/ids.h"
#include "vault/row_sealer.h"
#include "window_keys/key_store.h"

namespace mayfly {

/// What an open vault and its unlocked users share, and the two ways to it: read() and write().
struct VaultState {
  VaultState(std::filesystem::path database_file, Clock& vault_clock, RandomSource& random_source,
             VaultOptions vault_options);

  VaultOptions options;
  const std::shared_ptr<Patience> shared_patience;
  Patience& patience;
  WritersQueue queue;
  storage::Database db;
  storage::MessageRows messages;
  storage::UserRows users;
  Clock& clock;
  RandomSource& random;
  platform::FilePlace place;  ///< of the database
  bool was_made = false;
  std::unique_ptr<window_keys::KeyStore> windows;
  std::optional<Error> windows_failure;  ///< why there are none
  bool windows_made_anew = false;        ///< here, for others that were lost
  bool windows_lost = false;             ///< their file is not there
  bool windows_newer = false;            ///< it is of a later program
  bool database_is_older = false;        ///< than the window keys
  bool window_keys_are_older = false;    ///< than the database
  std::optional<Error> copy_of_another;  ///< why this database can only be looked at
  bool to_be_bound = false;              ///< the window keys, to this database, by the next write
  std::set<std::int64_t> keys_made;      ///< generations, in the write that is going on
  MessageId last_message = 0;            ///< that was stored here
  PurgeReport purged;

  /// The window keys; throws windows_failure where there are none.
  window_keys::KeyStore& window_keys();

  /// Vault time, in milliseconds. Without window keys there is none: then that of the wall clock.
  std::int64_t now();

  /// The same as people's clocks show it: for what is not decided by vault time.
  std::int64_t wall_now() { return now() + (windows ? windows->time().offset().count() : 0); }

  /// A time of a row, as people are shown it: by the wall clock, with what has aged taken off.
  Instant shown(const storage::MessageHead& head, std::int64_t time) const;

  /// When the message expires, in vault time.
  std::int64_t due(const storage::MessageHead& head) const {
    return head.expires_at - aged_by(head);
  }

  /// Wipes the keys of windows that have ended from the sealer.
  void forget_ended(RowSealer& sealer, std::int64_t now) const;

  /// The first step of each access: destroys the keys of windows that have ended. Needs no lock of
  /// the database. Returns the vault's time.
  std::int64_t begin_access();

  /// Whether the window keys are those of this database, by the last look at them.
  void look_at_binding();

  /// Throws where the database is a copy, whose rows know nothing of what the original's need.
  void require_original() const {
    if (copy_of_another) throw Error(*copy_of_another);
  }

  /// Runs `work(now)`, `now` in vault time, in a write transaction that begins by destroying what
  /// has expired. Everything that changes the database goes this way.
  template <class Work>
  auto write(Work&& work) {
    require_original();
    patience.begin();
    begin_access();
    // The queue of writers first: SQLite knows no order.
    const auto lock = queue.hold();
    std::optional<storage::WriteTransaction> transaction(std::in_place, db);
    const std::int64_t at = begin_access();  // again: the lock may have taken its time
    require_original();                      // nobody can adopt another now
    if (to_be_bound) take_along();
    last_message = 0;
    keys_made.clear();
    const auto expired = delete_expired(at, [&] { transaction.emplace(db); });
    std::optional<storage::Savepoint> before_work;
    if (expired.count > 0) before_work.emplace(db);
    try {
      const auto finish = [&] {
        if (before_work) before_work->release();
        commit(*transaction, expired, at);
      };
      if constexpr (std::is_void_v<std::invoke_result_t<Work&, std::int64_t>>) {
        work(at);
        finish();
      } else {
        auto result = work(at);
        finish();
        return result;
      }
    } catch (...) {
      // What has expired is gone all the same: only the work is undone.
      const bool undone = before_work && before_work->roll_back();
      destroy_made();  // before the commit: SQLite's lock keeps others from using them, too
      if (undone) commit_purge(*transaction, expired, at);
      throw;
    }
  }

  /// Runs `work(now)`, which only reads. Where something has expired, it is deleted first, in the
  /// same transaction; where nothing has, there is no write and no lock but a reader's. Where it
  /// cannot be deleted, or another process is at it, the clock still keeps it from `work`.
  template <class Work>
  auto read(Work&& work) {
    patience.begin();
    const auto access = queue.access();
    {
      const Patience::Hurry passing_by(patience);
      begin_access();
    }
    {
      const storage::ReadTransaction one_moment(db);
      // The look-up may wait for the lock: what time it is, one knows only then.
      if (!may_purge() || !messages.any_expired(now())) return work(now());
    }
    try {
      const Patience::Hurry passing_by(patience);
      return write(work);
    } catch (const Error& error) {
      const bool is_busy = error.kind() == ErrorKind::busy;  // who writes deletes them first
      const bool only_left =
          is_busy || error.kind() == ErrorKind::not_written || copy_of_another.has_value();
      if (!only_left) throw;
      if (!is_busy) purged.rows_left = error;
      const storage::ReadTransaction one_moment(db);
      return work(now());
    }
  }

  void tell_of_made(const std::filesystem::path& file) const {
    if (options.on_made) options.on_made(file);
  }

  /// For work that SQLite does not see.
  void report_progress() const {
    if (options.on_progress) options.on_progress();
  }

  /// Where the system's clock differs from what the vault expects by more than a minute: what that
  /// means, and what to do.
  std::optional<std::string> clock_difference();

  /// Sets `database_is_older` and `window_keys_are_older`.
  void compare_ages();

  /// Destroys these window keys, which no other message needs; returns whether there were any. In
  /// the write transaction that deletes the messages: the keys are gone before it is committed.
  bool destroy_keys(const std::set<std::int64_t>& generations);

 private:
  std::int64_t aged_by(const storage::MessageHead& head) const {
    return windows ? windows->time().aged_by(Generation{head.generation}).count() : 0;
  }
  bool may_purge() const { return windows && !options.look_only && !copy_of_another; }
  void destroy_made() noexcept;
  void take_along();
  /// If there is no room for that, the rows are left, and `begin_again` is called: SQLite may have
  /// rolled the transaction back.
  template <class BeginAgain>
  storage::MessageRows::Expired delete_expired(std::int64_t now, BeginAgain&& begin_again) try {
    if (!may_purge() || !messages.any_expired(now)) return {};
    destroy_expired_burn_keys(now);
    return messages.delete_expired(now);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written) throw;
    purged.rows_left = error;
    begin_again();
    return {};
  }
  void destroy_expired_burn_keys(std::int64_t now);
  void commit(storage::WriteTransaction& transaction, const storage::MessageRows::Expired& expired,
              std::int64_t now);
  void commit_purge(storage::WriteTransaction& transaction,
                    const storage::MessageRows::Expired& expired, std::int64_t now);
};

/// The patience that the options ask for: a new one, unless they share one.
std::shared_ptr<Patience> patience_of(const VaultOptions& options);

/// The generations of rows, as the window keys are asked for them.
std::set<Generation> as_generations(const std::set<std::int64_t>& numbers);

/// Adds to a report what was destroyed at `now`.
void note_messages(PurgeReport& report, const storage::MessageRows::Expired& expired,
                   std::int64_t now);
void note_windows(PurgeReport& report, const window_keys::Destroyed& destroyed, std::int64_t now);

}  // namespace mayfly
