#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <type_traits>

#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "mayfly/random.h"
#include "mayfly/vault.h"
#include "patience.h"
#include "platform/file_lock.h"
#include "storage/database.h"
#include "storage/message_rows.h"
#include "storage/user_rows.h"
#include "window_keys/window_keys.h"

namespace mayfly {

/// What an open vault and its unlocked users share, and the two ways to it: read() and write().
struct VaultState {
  VaultState(const std::filesystem::path& database, std::filesystem::path lock, Clock& vault_clock,
             RandomSource& random_source, VaultOptions vault_options);

  VaultOptions options;
  Patience patience;
  storage::Database db;
  storage::MessageRows messages;
  storage::UserRows users;
  Clock& clock;
  RandomSource& random;
  std::filesystem::path lock_file;
  bool was_made = false;
  std::optional<window_keys::WindowKeys> windows;
  std::optional<Error> windows_failure;  ///< why there are none
  bool windows_made_anew = false;        ///< here, for others that were lost
  bool windows_lost = false;             ///< their file is not there
  bool database_is_older = false;        ///< than the window keys
  bool window_keys_are_older = false;    ///< than the database
  std::set<std::int64_t> keys_made;      ///< generations, in the write that is going on
  MessageId last_message = 0;            ///< that was stored here
  PurgeReport purged;

  /// The window keys; throws windows_failure where there are none.
  window_keys::WindowKeys& window_keys();

  /// Unix milliseconds. Without window keys there is no vault time: then that of the wall clock.
  std::int64_t now();

  /// The first step of each access: destroys the keys of windows that have ended. Needs no lock of
  /// the database. Returns the time.
  std::int64_t begin_access();

  /// Runs `work(now)`, `now` in Unix milliseconds, in a write transaction that begins by destroying
  /// what has expired.
  template <class Work>
  auto write(Work&& work) {
    patience.begin();
    begin_access();
    // The queue of writers first: SQLite knows no order.
    const platform::FileLock lock(lock_file, patience);
    std::optional<storage::WriteTransaction> transaction(std::in_place, db);
