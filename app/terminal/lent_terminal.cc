#include "terminal/lent_terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace mayfly::app {
namespace {

/// A change of the terminal by a group in its background would stop that.
class StopHeld {
 public:
  StopHeld() {
    sigset_t stop;
    ::sigemptyset(&stop);
    ::sigaddset(&stop, SIGTTOU);
    ::sigprocmask(SIG_BLOCK, &stop, &before_);
  }
  ~StopHeld() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  StopHeld(const StopHeld&) = delete;
  StopHeld& operator=(const StopHeld&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

LentTerminal::LentTerminal() {
  const int fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return;
  turn_.emplace(fd);
  if (::tcgetpgrp(fd) == ::getpgrp() && ::tcgetattr(fd, &before_) == 0) {
    fd_ = fd;
  } else {
    turn_.reset();
    ::close(fd);
  }
}

LentTerminal::~LentTerminal() {
  if (fd_ < 0) return;
  const StopHeld held;
  ::tcsetpgrp(fd_, ::getpgrp());
  ::tcsetattr(fd_, TCSADRAIN, &before_);
  ::close(fd_);
  (void)::kill(0,
               SIGCONT);  // a pager beside us may have stopped, since it was not in the foreground
}

void LentTerminal::take() const {
  if (fd_ < 0) return;
  const StopHeld held;
  ::tcsetpgrp(fd_, ::getpid());
}

}  // namespace mayfly::app
