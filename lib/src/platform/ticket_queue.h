#pragma once

// A queue of processes at an open file: first come, first served. It is made of locks on bytes that
// no file is long enough to have (doc/format.md, "Two locks"), so the kernel takes away what a
// process held when it ends, and nothing has to be written.

#include <sys/types.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace mayfly::platform {

/// What one look at the queue told.
struct QueueLook {
  bool entered;         ///< it was our turn, and we hold the file
  std::uint64_t whose;  ///< stays the same while nobody moves
  std::uint64_t ahead;  ///< about how many are served before us, at least 1
  bool idle = false;    ///< nobody holds it: whoever's turn it is has not taken it yet
};

/// Bytes of the file that are locked, or looked at.
struct LockRange {
  off_t start, length;  ///< length 0: without an end
};

/// One process's place in the queue. Unless a function says otherwise, it throws
/// Error{not_written} if the file system cannot lock.
class TicketQueue {
 public:
  /// `path` is for errors; it must outlive the queue.
  TicketQueue(int fd, const std::filesystem::path& path) : fd_(fd), path_(&path) {}

  /// Holds the file at once, if nobody else holds it or waits.
  bool enter_empty();

  /// The same for an instant: nobody can draw a ticket before leave_queue().
  bool hold_all();

  /// Takes the ticket after all others. False if another process was faster: try again.
  bool draw();

  /// Enters, if all who have an earlier ticket have been served, or have gone. After draw().
  QueueLook look();

  /// Lets the file go and keeps the ticket, whose turn it is. If the system does not let us, the
  /// ticket is lost.
  void step_back() const noexcept;

  /// Passes by whoever is in front, whose turn it is, and who does not take it. After a look().
  void pass_idle() noexcept { passed_ = std::max(passed_, idle_end_); }

 private:
  bool lock(LockRange range);
  std::optional<LockRange> locked_in(LockRange range);
  std::optional<std::uint64_t> holder();

  int fd_;
  const std::filesystem::path* path_;
  std::uint64_t ticket_ = 0;
  std::uint64_t passed_ = 0;    // tickets below this one do not count any more
  std::uint64_t idle_end_ = 0;  // one above the ticket whose turn it is
};

/// Whoever has `fd` holds nothing any more, and does not wait.
void leave_queue(int fd) noexcept;

}  // namespace mayfly::platform
