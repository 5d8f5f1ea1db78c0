#include "platform/ticket_queue.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "mayfly/error.h"

namespace mayfly::platform {
namespace {

// Whoever holds the file with ticket n has locked n + 1 bytes from kHold on, so the length of that
// lock tells whose turn it is. Whoever waits with ticket n has locked the byte kTickets + n.
constexpr off_t kHold = off_t{1} << 61;
constexpr off_t kTickets = off_t{1} << 62;

/// Beside a holder's ticket: nobody holds the file, and this is the ticket whose turn it is.
constexpr std::uint64_t kIdle = std::uint64_t{1} << 63;

struct flock as_flock(LockRange range) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = range.start;
  lock.l_len = range.length;
  return lock;
}

void unlock(int fd, LockRange range) noexcept {
  struct flock held = as_flock(range);
  held.l_type = F_UNLCK;
  ::fcntl(fd, F_OFD_SETLK, &held);
}

/// Whatever the system says, except "another process has it".
Error failure(int number, const std::filesystem::path& path) {
  // EBADF: opened only for reading, since the file system allows no more.
  const int told = number == EBADF ? EROFS : number;
  return {ErrorKind::not_written,
          "could not lock " + path.string() + ": " + std::generic_category().message(told),
          "nothing was changed; a network file system may need its lock daemon"};
}

}  // namespace

bool TicketQueue::lock(LockRange range) {
  struct flock wanted = as_flock(range);
  while (::fcntl(fd_, F_OFD_SETLK, &wanted) != 0) {
    if (errno == EINTR) continue;  // a network file system asks its server
    if (errno != EAGAIN && errno != EACCES) throw failure(errno, *path_);
    return false;
  }
  return true;
}

std::optional<LockRange> TicketQueue::locked_in(LockRange range) {
  struct flock asked = as_flock(range);
  if (::fcntl(fd_, F_OFD_GETLK, &asked) != 0) throw failure(errno, *path_);
  if (asked.l_type == F_UNLCK) return std::nullopt;
  return LockRange{asked.l_start, asked.l_len};
}

std::optional<std::uint64_t> TicketQueue::holder() {
  const auto held = locked_in({kHold, 1});
  if (!held) return std::nullopt;
  // Without an end: an instant of enter_empty(), which holds with ticket 0.
  return held->length == 0 ? 0 : static_cast<std::uint64_t>(held->length - 1);
}

bool TicketQueue::hold_all() {
  return lock({kHold, 0});
}

bool TicketQueue::enter_empty() {
  if (!hold_all()) return false;
  unlock(fd_, {kHold + 1, 0});
  return true;
}

bool TicketQueue::draw() {
  const auto held = holder();
  std::uint64_t next = held ? *held + 1 : 0;
  while (const auto taken = locked_in({kTickets + static_cast<off_t>(next), 0})) {
    if (taken->length == 0) return false;  // as in holder()
    next = static_cast<std::uint64_t>(taken->start + taken->length - kTickets);
  }
  ticket_ = next;
  return lock({kTickets + static_cast<off_t>(next), 1});
}

QueueLook TicketQueue::look() {
  if (const auto held = holder()) {
    // A process that was passed by can come back later; then a holder has a later ticket than ours.
    if (*held >= ticket_) return {false, *held, 1};
    passed_ = std::max(passed_, *held);  // the holder itself may step back
    idle_end_ = passed_;
    return {false, *held, ticket_ - *held};
  }
  const off_t from = kTickets + static_cast<off_t>(passed_);
  const auto length = static_cast<off_t>(ticket_ - passed_);
  if (const auto front = length > 0 ? locked_in({from, length}) : std::nullopt) {
    idle_end_ = std::min(static_cast<std::uint64_t>(front->start - kTickets) + 1, ticket_);
    return {false, kIdle | idle_end_, 1, true};
  }
  const bool entered = lock({kHold, static_cast<off_t>(ticket_) + 1});
  return {entered, kIdle | ticket_, 1, true};
}

void TicketQueue::step_back() const noexcept {
  struct flock ticket = as_flock({kTickets + static_cast<off_t>(ticket_), 1});
  ::fcntl(fd_, F_OFD_SETLK, &ticket);  // whoever came first has not locked it
  unlock(fd_, {kHold, kTickets - kHold});
}

void leave_queue(int fd) noexcept {
  unlock(fd, {kHold, 0});
}

}  // namespace mayfly::platform
