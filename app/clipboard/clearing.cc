#include "clipboard/clearing.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

namespace mayfly::app {
namespace {

using std::chrono::milliseconds;

/// What the process is told, as bytes in a pipe.
struct Order {
  std::int64_t time_ms;
  std::array<std::uint8_t, Fingerprint::kSize> fingerprint;
};
static_assert(sizeof(Order) <= 512, "POSIX: a pipe takes so much at once");

void close_all_but(std::array<int, 2> kept) {
  std::ranges::sort(kept);
  unsigned next = 0;
  for (const int fd : kept) {
    if (fd < 0) continue;
    if (static_cast<unsigned>(fd) > next) ::close_range(next, static_cast<unsigned>(fd) - 1, 0);
    next = static_cast<unsigned>(fd) + 1;
  }
  ::close_range(next, ~0U, 0);
}

/// Leaves all that was our caller's: the session, the folder, the streams.
void detach(int order, int terminal) {
  ::setsid();
  if (::chdir("/") != 0) ::_exit(1);
  close_all_but({order, terminal});
  for (int fd = ::open("/dev/null", O_RDWR); fd >= 0 && fd < STDERR_FILENO;) fd = ::dup(fd);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE}) (void)std::signal(signal, SIG_IGN);
}

sigset_t end_signal() {
  sigset_t end;
  ::sigemptyset(&end);
  ::sigaddset(&end, SIGTERM);
  return end;
}

/// Held back from before there is the process, so that it never ends without clearing.
class EndHeld {
 public:
  EndHeld() {
    const sigset_t end = end_signal();
    ::sigprocmask(SIG_BLOCK, &end, &before_);
  }
  ~EndHeld() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  EndHeld(const EndHeld&) = delete;
  EndHeld& operator=(const EndHeld&) = delete;

 private:
  sigset_t before_{};
};

/// By the time since boot, which goes on while the machine sleeps.
void pause_until_end(milliseconds time) {
  const sigset_t end = end_signal();
  const int asked = ::signalfd(-1, &end, SFD_CLOEXEC);
  const int timer = ::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const itimerspec until{{},
                         {static_cast<time_t>(seconds.count()),
                          static_cast<long>(std::chrono::nanoseconds(time - seconds).count())}};
  if (::timerfd_settime(timer, 0, &until, nullptr) != 0) return;
  std::array<pollfd, 2> events{pollfd{asked, POLLIN, 0}, pollfd{timer, POLLIN, 0}};
  while (::poll(events.data(), events.size(), -1) < 0 && errno == EINTR) {
  }
}

[[noreturn]] void serve(Clipboard& clipboard, int order_fd) {
  detach(order_fd, clipboard.descriptor());
  Order order{};
  if (::read(order_fd, &order, sizeof(order)) != sizeof(order)) ::_exit(0);
  clear_after(clipboard, Fingerprint(order.fingerprint), milliseconds{order.time_ms},
              pause_until_end);
  ::_exit(0);
}

}  // namespace

void clear_after(Clipboard& clipboard, const Fingerprint& text, milliseconds time,
                 const Pause& pause) try {
  if (time > milliseconds{0}) pause(time);
  clipboard.clear(text);
} catch (const std::exception&) {
  return;
}

ClearingProcess::ClearingProcess(Clipboard& clipboard) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Error(ErrorKind::unexpected, "no pipe");
  const EndHeld held;
  const pid_t child = ::fork();
  const int error = errno;
  if (child == 0) {
    ::close(ends[1]);
    serve(clipboard, ends[0]);
  }
  ::close(ends[0]);
  order_ = ends[1];
  if (child > 0) return;
  ::close(order_);
  throw Error(ErrorKind::unexpected, "no process that would clear the clipboard: " +
                                         std::generic_category().message(error));
}

ClearingProcess::~ClearingProcess() {
  ::close(order_);
}

void ClearingProcess::start(const Fingerprint& text, milliseconds time) const {
  Order order{time.count(), {}};
  std::ranges::copy(text.bytes(), order.fingerprint.begin());
  const ssize_t written = ::write(order_, &order, sizeof(order));
  ::explicit_bzero(&order, sizeof(order));
  if (written != sizeof(order))
    throw Error(ErrorKind::unexpected, "the process that would clear the clipboard has ended");
}

}  // namespace mayfly::app
