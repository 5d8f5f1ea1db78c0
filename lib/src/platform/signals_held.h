#pragma once

#include <csignal>

namespace mayfly::platform {

/// Signals that wait while this lives, for this thread and those that it begins meanwhile.
class SignalsHeld {
 public:
  explicit SignalsHeld(const sigset_t& signals) noexcept {
    ::pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

inline sigset_t all_signals() noexcept {
  sigset_t all;
  ::sigfillset(&all);
  return all;
}

/// Those by which a terminal stops a process: one that is stopped with a lock of the database keeps
/// all others out. (SIGSTOP waits for nobody.)
inline sigset_t stop_signals() noexcept {
  sigset_t stops;
  ::sigemptyset(&stops);
  for (const int signal : {SIGTSTP, SIGTTIN, SIGTTOU}) ::sigaddset(&stops, signal);
  return stops;
}

}  // namespace mayfly::platform
