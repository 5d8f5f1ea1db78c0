#include "storage/sqlite/writers_queue.h"

#include <algorithm>
#include <cassert>
#include <chrono>

#include "platform/private_folder.h"

namespace mayfly::storage {

WritersQueue::WritersQueue(std::filesystem::path database, Use use, Patience& patience)
    : database_(std::move(database)),
      lock_file_(platform::beside(database_, "-lock")),
      use_(use),
      patience_(&patience) {}

WritersQueue::Held WritersQueue::hold() {
  assert(!held_);
  if (!place_) place_.emplace(lock_file_, *patience_);
  try {
    place_->hold();
  } catch (...) {
    leave();
    throw;
  }
  held_ = true;
  return Held(this);
}

bool WritersQueue::wait_for_database(int tries) noexcept try {
  if (tries == 0) patience_->next_lock();
  note_commits(tries);
  if (is_to_queue()) {
    place_->step();
    return true;
  }
  return patience_->pause(std::chrono::milliseconds{std::min(1 + 2 * tries, 25)});
} catch (const std::exception&) {
  return false;  // the patience is at its end
}

/// Each commit of another process shows in the time of the file: whoever waits for a program that
/// does not queue goes on waiting.
void WritersQueue::note_commits(int tries) {
  std::error_code ignored;
  const auto changed = std::filesystem::last_write_time(database_, ignored);
  if (tries > 0 && changed != seen_) patience_->moved();
  seen_ = changed;
}

/// Whether to wait for our turn; if not, whoever has the database is not in the queue.
bool WritersQueue::is_to_queue() noexcept try {
  if (held_ || use_ == Use::none || patience_->is_hurried()) return false;
  if (!place_) place_.emplace(lock_file_, *patience_);
  return !place_->holds();
} catch (const std::exception&) {
  use_ = Use::none;  // the disk takes no writes
  return false;
}

void WritersQueue::end_access() noexcept {
  if (held_ || !place_) return;
  if (use_ == Use::write)
    place_->step_back();
  else
    leave();
}

void WritersQueue::leave() noexcept {
  place_.reset();
  held_ = false;
}

}  // namespace mayfly::storage
