#include "platform/file_lock.h"

#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include "platform/private_file.h"
#include "platform/system_error.h"

#ifndef sigev_notify_thread_id  // not in glibc 2.36
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace mayfly::platform {
namespace {

using std::chrono::milliseconds;

timespec to_timespec(milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000),
          static_cast<long>(time.count() % 1000 * 1000000)};
}

/// Interrupts the system calls of this thread once `timeout` has passed. flock() knows no timeout;
/// this is what ends its sleep.
class Interruption {
 public:
  explicit Interruption(milliseconds timeout) {
    sigset_t ours;
    ::sigemptyset(&ours);
    ::sigaddset(&ours, SIGRTMIN);
    ::pthread_sigmask(SIG_UNBLOCK, &ours, &mask_before_);
    struct sigaction quiet {};
    quiet.sa_handler = [](int) {};  // without SA_RESTART: the call returns with EINTR
    ::sigaction(SIGRTMIN, &quiet, &before_);

    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN;
    event.sigev_notify_thread_id = ::gettid();
    made_ = ::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
    // Repeated, so that one that comes just before the call goes to sleep is not the last.
    const itimerspec times{to_timespec(milliseconds{20}), to_timespec(timeout)};
    armed_ = made_ && ::timer_settime(timer_, 0, &times, nullptr) == 0;
  }
  ~Interruption() {
    if (made_) ::timer_delete(timer_);
    ::sigaction(SIGRTMIN, &before_, nullptr);
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// False where the system has no timer left: then nothing would end the sleep.
  bool armed() const { return armed_; }

 private:
  sigset_t mask_before_{};
  struct sigaction before_ {};
  timer_t timer_{};
  bool made_ = false;
  bool armed_ = false;
};

bool wait_for_lock(int fd, milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const Interruption interruption(std::max(timeout, milliseconds{1}));
  if (!interruption.armed()) return false;
  while (::flock(fd, LOCK_EX) != 0) {
    if (errno != EINTR || std::chrono::steady_clock::now() >= deadline) return false;
  }
  return true;
}

}  // namespace

HeldLock::HeldLock(const Descriptor& file, const std::filesystem::path& path, milliseconds timeout)
    : fd_(file.get()) {
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) throw system_error(errno, "lock", path);
  const auto start = std::chrono::steady_clock::now();
  if (!wait_for_lock(fd_, timeout)) {
    throw Error(ErrorKind::busy, "the vault is busy: another process holds it", "try again");
  }
  waited_ = std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - start);
}

HeldLock::~HeldLock() {
  if (fd_ >= 0) ::flock(fd_, LOCK_UN);
}

FileLock::FileLock(const std::filesystem::path& path, milliseconds timeout)
    : file_(open_private_file(path)), lock_(file_, path, timeout) {}

}  // namespace mayfly::platform
