#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "lent_terminal.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error failure(const std::string& why) {
  return {ErrorKind::wrong_key, "the passphrase command " + why,
          "see what it does when it is run by itself"};
}

[[noreturn]] void become(const std::string& command, int output, const LentTerminal& terminal) {
  ::setpgid(0, 0);  // so that all of it can be killed
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  (void)std::signal(SIGXFSZ, SIG_DFL);
  terminal.take();
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::unsetenv("MAYFLY_PASSPHRASE_COMMAND");  // a mayfly in it would run it again, and so on
  ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
  ::_exit(127);
}

/// Whether there is something to read, or an end, before the time is over.
bool wait_for(int fd, steady_clock::time_point deadline) {
  pollfd event{fd, POLLIN, 0};
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    const int ready = ::poll(&event, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

/// A command that runs, in a process group of its own.
class Child {
 public:
  explicit Child(const std::string& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw failure("could not be started");
    pid_ = ::fork();
    if (pid_ == 0) become(command, ends[1], terminal_);
    ::close(ends[1]);
    output_ = ends[0];
    if (pid_ < 0) throw failure("could not be started");
    ::setpgid(pid_, pid_);  // here too: whichever comes first, it can be killed from now on
  }
  ~Child() {
    ::close(output_);
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    // Else it is another user's by now.
    if (ends_before(steady_clock::now() + kLastMoment)) ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// One piece of what it writes; nothing at the end.
  SecureBytes read(steady_clock::time_point deadline) const {
    if (!wait_for(output_, deadline)) throw failure("did not end in time");
    SecureBytes piece(512);
    const ssize_t got = ::read(output_, piece.data(), piece.size());
    piece.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return piece;
  }

  /// Whether it ends, and well.
  bool succeeds(steady_clock::time_point deadline) {
    if (!ends_before(deadline)) throw failure("did not end in time");
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    const bool interrupted =
        WIFSIGNALED(status) ? WTERMSIG(status) == SIGINT : WEXITSTATUS(status) == 128 + SIGINT;
    if (interrupted) throw Error(ErrorKind::interrupted, "interrupted");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  static constexpr std::chrono::seconds kLastMoment{1};

  bool ends_before(steady_clock::time_point deadline) const {
    const int end = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (end < 0) return true;  // the kernel cannot tell: then waitpid() has to
    const bool ended = wait_for(end, deadline);
    ::close(end);
    return ended;
  }

  LentTerminal terminal_;
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace

SecureBytes output_of_command(const std::string& command, milliseconds timeout,
                              std::size_t max_size) {
  const auto deadline = steady_clock::now() + timeout;
  Child child(command);
  SecureBytes output;
  for (;;) {
    const SecureBytes piece = child.read(deadline);
    if (piece.empty()) break;
    output.insert(output.end(), piece.begin(), piece.end());
    if (output.size() > max_size) return output;
  }
  if (!child.succeeds(deadline)) throw failure("failed");
  return output;
}

}  // namespace mayfly::app
