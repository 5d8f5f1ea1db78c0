#include "storage/sqlite/sqlite_store.h"

#include <sqlite3.h>

namespace mayfly::storage {
namespace {

Database open_database(const std::filesystem::path& file, WritersQueue& queue,
                       WritersQueue::Use use) {
  const auto access = queue.access();
  const auto lock_out = [&queue] { return Held(queue.hold()); };
  return Database(
      file, [&queue](int tries) { return queue.wait_for_database(tries); },
      use == WritersQueue::Use::none ? nullptr : LockOutWriters(lock_out));
}

}  // namespace

std::string sqlite_version() {
  return sqlite3_libversion();
}

SqliteStore::SqliteStore(const std::filesystem::path& file, Patience& patience, Options options)
    : queue_(file, options.use, patience),
      on_progress_(std::move(options.on_progress)),
      connection_{open_database(file, queue_, options.use)} {
  if (on_progress_) connection_.db.on_progress(on_progress_);
}

void SqliteStore::set_ages(std::vector<Age> ages) {
  connection_.messages.set_ages(std::move(ages));
}

std::unique_ptr<Reader> SqliteStore::read() {
  return std::make_unique<SqliteTransaction>(connection_, SqliteTransaction::Kind::read);
}

std::unique_ptr<Writer> SqliteStore::write() {
  // The queue first: SQLite knows no order.
  Held no_writers = queue_.hold();
  return std::make_unique<SqliteTransaction>(connection_, SqliteTransaction::Kind::write,
                                             std::move(no_writers));
}

}  // namespace mayfly::storage
