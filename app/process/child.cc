#include "process/child.h"

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
#include <system_error>
#include <utility>

#include "mayfly/error.h"
#include "terminal/lent_terminal.h"

namespace mayfly::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error failure(const SecretCommand& command, const std::string& why) {
  return {command.failure, std::string(command.name) + " " + why, "run it by hand to see why"};
}

Error not_started(const SecretCommand& command, int error_number) {
  const std::string why = std::generic_category().message(error_number);
  return {command.failure, std::string(command.name) + " could not be started: " + why,
          command.gives_passphrase
              ? "if processes are limited (ulimit -u, TasksMax), --passphrase-file needs none"
              : "are processes limited (ulimit -u, TasksMax)?"};
}

[[noreturn]] void exec_shell(const SecretCommand& command, int output,
                             const LentTerminal& terminal) {
  ::setpgid(0, 0);  // so that all of it can be killed
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  (void)std::signal(SIGXFSZ, SIG_DFL);
  terminal.take();
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  // A mayfly in it would run it again, and so on.
  if (command.gives_passphrase) ::unsetenv("MAYFLY_PASSPHRASE_COMMAND");
  ::execl("/bin/sh", "sh", "-c", command.text.c_str(), nullptr);
  ::_exit(127);
}

/// If the kernel has no pidfd, how often to look whether the command has ended.
constexpr milliseconds kPollInterval{20};

/// A command that runs, in a process group of its own.
class Child {
 public:
  explicit Child(const SecretCommand& command) : command_(command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw not_started(command, errno);
    // If it were ignored, as our parent may have left it, the status would be lost.
    (void)std::signal(SIGCHLD, SIG_DFL);
    pid_ = ::fork();
    const int error = errno;
    if (pid_ == 0) exec_shell(command, ends[1], terminal_);
    ::close(ends[1]);
    output_ = ends[0];
    if (pid_ < 0) {
      ::close(output_);
      throw not_started(command, error);
    }
    ::setpgid(pid_, pid_);  // here too: whichever comes first, it can be killed from now on
    ::fcntl(output_, F_SETFL, O_NONBLOCK);
    end_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  }
  ~Child() {
    close_output();
    if (pid_ > 0) kill();
    if (end_ >= 0) ::close(end_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Whether the shell has ended. What it started may go on, and have our pipe open.
  bool has_ended() const {
    siginfo_t info{};
    const int look = WEXITED | WNOHANG | WNOWAIT;
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, look) == 0 && info.si_pid == pid_;
  }

  /// One piece of what was written; empty if nothing is there now.
  SecureBytes read() {
    SecureBytes piece(kPieceSize);
    const ssize_t got = ::read(output_, piece.data(), piece.size());
    if (got == 0) close_output();
    piece.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return piece;
  }

  /// Waits for more to read, or for the end.
  void wait(std::optional<steady_clock::time_point> deadline) const {
    while (!has_ended()) {
      const auto left =
          deadline ? std::chrono::ceil<milliseconds>(*deadline - steady_clock::now()) : kLongWait;
      if (left <= milliseconds{0}) throw failure(command_, "did not end in time");
      if (wait_at_most(end_ < 0 ? std::min(left, kPollInterval) : left)) return;
    }
  }

  /// Whether it ended well. After has_ended().
  bool succeeded() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    const bool interrupted =
        WIFSIGNALED(status) ? WTERMSIG(status) == SIGINT : WEXITSTATUS(status) == 128 + SIGINT;
    if (interrupted) throw Error(ErrorKind::interrupted, "interrupted");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  static constexpr milliseconds kReapTimeout{1000};
  static constexpr milliseconds kLongWait{std::chrono::hours{1}};  // and then again
  static constexpr std::size_t kPieceSize = 4096;

  bool wait_at_most(milliseconds time) const {
    std::array<pollfd, 2> events{pollfd{output_, POLLIN, 0}, pollfd{end_, POLLIN, 0}};
    return ::poll(events.data(), events.size(), static_cast<int>(time.count())) > 0;
  }

  void close_output() {
    if (output_ >= 0) ::close(std::exchange(output_, -1));  // poll() passes over -1
  }

  void kill() const {
    ::kill(-pid_, SIGKILL);
    // Else it is another user's by now.
    if (end_ < 0 || wait_at_most(kReapTimeout)) ::waitpid(pid_, nullptr, 0);
  }

  const SecretCommand& command_;
  LentTerminal terminal_;
  pid_t pid_ = -1;
  int output_ = -1;
  int end_ = -1;  ///< a pidfd; -1 if the kernel has none
};

}  // namespace

SecureBytes output_of_command(const SecretCommand& command, std::size_t max_size) {
  std::optional<steady_clock::time_point> deadline;
  if (command.timeout) deadline = steady_clock::now() + *command.timeout;
  Child child(command);
  SecureBytes output;
  for (;;) {
    const bool ended = child.has_ended();  // asked first: then all that it wrote is there to read
    const SecureBytes piece = child.read();
    output.insert(output.end(), piece.begin(), piece.end());
    if (output.size() > max_size) return output;
    if (!piece.empty()) continue;
    if (ended) break;
    child.wait(deadline);
  }
  if (!child.succeeded()) throw failure(command, "failed");
  return output;
}

}  // namespace mayfly::app
