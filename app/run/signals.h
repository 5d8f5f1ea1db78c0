#pragma once

#include <sys/signalfd.h>
#include <sys/types.h>

#include <csignal>
#include <optional>

namespace mayfly::app {

/// The signals of the process, from now on read from a descriptor: all that another process may
/// send, except those that stop it for the terminal's sake.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int fd() const { return fd_; }
  /// The next one that waits.
  std::optional<signalfd_siginfo> next() const;
  /// For a child: as they were before.
  void restore() const;

 private:
  sigset_t before_{};
  struct sigaction on_pipe_ {
  }, on_file_size_{}, on_child_{};
  int fd_ = -1;
};

/// Hands a signal on to the program, unless the kernel has sent it to the program as well: what is
/// typed at the terminal goes to all of the foreground.
void hand_on(const signalfd_siginfo& signal, pid_t program);

}  // namespace mayfly::app
