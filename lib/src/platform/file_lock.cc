#include "platform/file_lock.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <utility>

#include "platform/private_file.h"

namespace mayfly::platform {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

using GivenUp = std::function<std::uint64_t()>;

/// Whoever has not taken their turn after that was stopped, as by Control-Z.
constexpr nanoseconds kIdleTurn = std::chrono::seconds{2};

/// The next one looks often, so that little time is lost; those behind, and all where a holder
/// takes its time, look less often, so that many who wait do not keep the processor busy.
nanoseconds until_next_look(const QueueLook& look, nanoseconds unmoved) {
  constexpr nanoseconds kShortest = microseconds{50};
  constexpr nanoseconds kLongest = milliseconds{5};
  const auto ahead = static_cast<std::int64_t>(std::min<std::uint64_t>(look.ahead, 50));
  return std::clamp(std::max(ahead * ahead * kShortest, unmoved / 16), kShortest, kLongest);
}

void pause_or_give_up(Patience& patience, nanoseconds time) {
  if (!patience.pause(time)) throw patience.busy();
}

/// Waits for our turn.
void wait_in(TicketQueue& queue, Patience& patience, const GivenUp& given_up) {
  while (!queue.draw()) pause_or_give_up(patience, microseconds{100});
  std::uint64_t count = given_up();
  const auto in_vain = [&] {
    const std::uint64_t before = std::exchange(count, given_up());
    return count != before;
  };
  nanoseconds same{};   // since they moved
  bool passed = false;  // by us, who stood in front
  for (QueueLook before = queue.look(), look = before; !look.entered; look = queue.look()) {
    if (look.whose != before.whose) {
      same = {};
      // Who takes a turn that we saw come is no second move.
      if (passed || (!before.idle && !in_vain())) patience.moved();
    }
    passed = look.idle && same >= kIdleTurn;
    if (passed) queue.pass_idle();
    const nanoseconds pause = until_next_look(look, same);
    pause_or_give_up(patience, pause);
    same += pause;
    before = look;
  }
  if (in_vain()) patience.inherit();
}

/// Enters the queue at `file`; returns whether that took a wait.
bool enter_queue(int file, const fs::path& path, Patience& patience, const GivenUp& given_up) {
  TicketQueue queue(file, path);
  if (queue.enter_empty()) return false;
  patience.next_lock();
  try {
    wait_in(queue, patience, given_up);
  } catch (...) {
    leave_queue(file);
    throw;
  }
  return true;
}

/// How often a holder has waited in vain: 8 bytes, big-endian; an empty file says 0.
std::uint64_t read_count(int file) noexcept {
  std::array<std::uint8_t, 8> bytes{};
  if (::pread(file, bytes.data(), bytes.size(), 0) < 0) return 0;
  std::uint64_t count = 0;
  for (const std::uint8_t byte : bytes) count = count << 8 | byte;
  return count;
}

void write_count(int file, std::uint64_t count) noexcept {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes.at(i) = static_cast<std::uint8_t>(count >> (56 - 8 * i));
  // A disk that is full: then they wait as long as in a queue that moves.
  [[maybe_unused]] const ssize_t lost_at_worst = ::pwrite(file, bytes.data(), bytes.size(), 0);
}

bool is_at(int file, const fs::path& path) {
  struct stat open {};
  struct stat named {};
  return ::fstat(file, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

}  // namespace

bool hold_at_once(int file, const fs::path& path) {
  return TicketQueue(file, path).hold_all();
}

HeldLock::HeldLock(const Descriptor& file, const fs::path& path, Patience& patience)
    : fd_(file.get()) {
  enter_queue(fd_, path, patience, [] { return 0; });
}

HeldLock::~HeldLock() {
  if (fd_ >= 0) leave_queue(fd_);
}

FileLock::FileLock(const fs::path& path, Patience& patience) : patience_(&patience) {
  while (!enter(path)) {
  }
}

bool FileLock::enter(const fs::path& path) {
  file_ = open_private_file(path);
  const int fd = file_.get();
  const bool waited = enter_queue(fd, path, *patience_, [fd] { return read_count(fd); });
  // Where somebody has removed it meanwhile, others queue at a new one.
  return !waited || is_at(fd, path);
}

FileLock::~FileLock() {
  if (patience_->exhausted()) write_count(file_.get(), read_count(file_.get()) + 1);
  leave_queue(file_.get());  // a child that was forked meanwhile has it open, too
}

}  // namespace mayfly::platform
