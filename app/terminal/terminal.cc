#include "terminal/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace mayfly::app {

Terminal::Terminal() : opened_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  if (opened_ >= 0) {
    in_ = out_ = opened_;
  } else if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1) {
    in_ = STDIN_FILENO;
    out_ = STDERR_FILENO;
  }
}

Terminal::~Terminal() {
  if (opened_ >= 0) ::close(opened_);
}

bool is_ours(int terminal) noexcept {
  const pid_t foreground = ::tcgetpgrp(terminal);
  return foreground == ::getpgrp() || (foreground < 0 && errno == ENOTTY);
}

}  // namespace mayfly::app
