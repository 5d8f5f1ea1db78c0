#pragma once

#include <csignal>

namespace mayfly::app {

/// How the process handles the ends of its children when this is made: a passphrase command changes
/// it.
class ChildSignal {
 public:
  ChildSignal() { ::sigaction(SIGCHLD, nullptr, &before_); }
  void restore() const { ::sigaction(SIGCHLD, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

}  // namespace mayfly::app
