#include "run/signals.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace mayfly::app {
namespace {

/// Faults of our own, and what the terminal stops a background process with, whose default is
/// right.
constexpr std::array kLeft{SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGTRAP,
                           SIGABRT, SIGSYS, SIGTTIN, SIGTTOU};
constexpr std::array kOfTerminal{SIGINT, SIGQUIT, SIGTSTP, SIGWINCH};

sigset_t wanted() {
  sigset_t set;
  ::sigfillset(&set);
  for (const int signal : kLeft) ::sigdelset(&set, signal);
  return set;
}

/// The shell waits for this process, not for the program, so both stop. By the signal's own action,
/// which stops nothing if there is no shell to go on with it (an orphaned process group).
void stop() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGTSTP);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
  (void)::raise(SIGTSTP);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

struct sigaction action(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  return action;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = wanted();
  ::sigprocmask(SIG_BLOCK, &set, &before_);
  // Those of a write are its errors; and without SIGCHLD nobody would know how the program ended.
  const struct sigaction ignored = action(SIG_IGN), usual = action(SIG_DFL);
  ::sigaction(SIGPIPE, &ignored, &on_pipe_);
  ::sigaction(SIGXFSZ, &ignored, &on_file_size_);
  ::sigaction(SIGCHLD, &usual, &on_child_);
  fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

Signals::~Signals() {
  ::close(fd_);
}

std::optional<signalfd_siginfo> Signals::next() const {
  signalfd_siginfo info{};
  if (::read(fd_, &info, sizeof info) != sizeof info) return std::nullopt;
  return info;
}

void Signals::restore() const {
  ::sigaction(SIGPIPE, &on_pipe_, nullptr);
  ::sigaction(SIGXFSZ, &on_file_size_, nullptr);
  ::sigaction(SIGCHLD, &on_child_, nullptr);
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void hand_on(const signalfd_siginfo& signal, pid_t program) {
  const int number = static_cast<int>(signal.ssi_signo);
  const bool typed = signal.ssi_code == SI_KERNEL && std::ranges::count(kOfTerminal, number) > 0;
  // A program that stops itself stops all of its group, which we are in.
  const bool stops = number == SIGTSTP && static_cast<pid_t>(signal.ssi_pid) == program;
  if (!typed && !stops) ::kill(program, number);
  if (number == SIGTSTP) stop();
}

}  // namespace mayfly::app
