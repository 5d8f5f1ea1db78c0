#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Savepoint.h>
#include <SQLiteCpp/Transaction.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "mayfly/bytes.h"

namespace mayfly::storage {

inline constexpr std::size_t kVaultIdSize = 16;

/// Asked when another process holds the database; `tries` counts from 0. Returns true when it is to
/// be tried again. Throws nothing.
using BusyHandler = std::function<bool(int tries)>;

/// An open vault database, checked and set up. One descriptor; nobody may open and close the file
/// beside it, since that would drop SQLite's POSIX locks.
class Database {
 public:
  /// Opens the vault at `path`. Throws Error{not_a_vault} or Error{authentication_failed} for what
  /// is none, and leaves it unchanged. Without `on_busy` it does not wait for other processes. With
  /// `look_only`, leaves every vault unchanged.
  explicit Database(const std::filesystem::path& path, BusyHandler on_busy = nullptr,
                    bool look_only = false);
