#include "terminal/terminal_signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace mayfly::app {
namespace {

/// They cannot be caught; or do nothing; or stop a process that is not in the foreground, whose
/// terminal is another's.
constexpr std::array kLeftAlone{SIGKILL, SIGSTOP, SIGCHLD, SIGURG, SIGWINCH, SIGTTIN, SIGTTOU};

/// The program's own faults, which cannot be held.
constexpr std::array kFaults{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};

/// What the handler works with: there is no other way to it.
Interruptible* work_at_hand = nullptr;
pthread_t owner{};
sigset_t caught{};
std::array<struct sigaction, NSIG> before{};

bool is_fault(int signal) {
  return std::ranges::find(kFaults, signal) != kFaults.end();
}

/// What the signal would have done if it had not been caught: ends the program, or stops it for a
/// while.
void take_effect(int signal) {
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  struct sigaction ours {};
  ::sigaction(signal, &before.at(static_cast<std::size_t>(signal)), &ours);
  (void)::raise(signal);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  ::pthread_sigmask(SIG_BLOCK, &one, nullptr);
  ::sigaction(signal, &ours, nullptr);
}

void on_signal(int signal) {
  const int error = errno;
  if (::pthread_equal(::pthread_self(), owner) == 0 && !is_fault(signal)) {
    ::pthread_kill(owner, signal);  // Argon2id has threads, and only the owner waits for signals
  } else {
    if (signal != SIGCONT) {
      work_at_hand->leave();
      take_effect(signal);
    }
    work_at_hand->resume();
  }
  errno = error;
}

void catch_signal(int signal) {
  struct sigaction& old = before.at(static_cast<std::size_t>(signal));
  if (std::ranges::find(kLeftAlone, signal) != kLeftAlone.end()) return;
  if (::sigaction(signal, nullptr, &old) != 0 || old.sa_handler == SIG_IGN) return;
  struct sigaction catching {};
  catching.sa_handler = on_signal;
  catching.sa_flags = SA_RESTART;
  ::sigfillset(&catching.sa_mask);
  if (::sigaction(signal, &catching, nullptr) == 0) ::sigaddset(&caught, signal);
}

}  // namespace

CaughtSignals::CaughtSignals(Interruptible& work) {
  work_at_hand = &work;
  owner = ::pthread_self();
  ::sigemptyset(&caught);
  for (int signal = 1; signal < NSIG; ++signal) catch_signal(signal);
}

CaughtSignals::~CaughtSignals() {
  for (int signal = 1; signal < NSIG; ++signal) {
    if (::sigismember(&caught, signal) == 1)
      ::sigaction(signal, &before.at(static_cast<std::size_t>(signal)), nullptr);
  }
  work_at_hand = nullptr;
}

HeldSignals::HeldSignals() {
  sigset_t held = caught;
  for (const int fault : kFaults) ::sigdelset(&held, fault);
  arrivals_ = ::signalfd(-1, &held, SFD_CLOEXEC);
  if (arrivals_ < 0) ::sigemptyset(&held);  // then they have their effect at once
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() {
  if (arrivals_ >= 0) ::close(arrivals_);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool HeldSignals::wait(int fd) const {
  std::array ready{pollfd{fd, POLLIN, 0}, pollfd{arrivals_, POLLIN, 0}};
  while (::poll(ready.data(), ready.size(), -1) < 0 && errno == EINTR) {
  }
  return ready[1].revents == 0;
}

bool HeldSignals::take_interrupt() const {
  sigset_t interrupt;
  ::sigemptyset(&interrupt);
  ::sigaddset(&interrupt, SIGINT);
  const std::timespec at_once{};
  return arrivals_ >= 0 && ::sigtimedwait(&interrupt, nullptr, &at_once) == SIGINT;
}

}  // namespace mayfly::app
