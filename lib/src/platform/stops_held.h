#pragma once

#include <csignal>

namespace mayfly::platform {

/// Whoever stops us by Control-Z waits while this lives: a process that is stopped with a lock of
/// the database keeps all others out. (SIGSTOP waits for nobody.)
class StopsHeld {
 public:
  StopsHeld() noexcept {
    sigset_t stops;
    ::sigemptyset(&stops);
    for (const int signal : {SIGTSTP, SIGTTIN, SIGTTOU}) ::sigaddset(&stops, signal);
    ::pthread_sigmask(SIG_BLOCK, &stops, &before_);
  }
  ~StopsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  StopsHeld(const StopsHeld&) = delete;
  StopsHeld& operator=(const StopsHeld&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace mayfly::platform
