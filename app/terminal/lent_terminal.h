#pragma once

#include <sys/types.h>
#include <termios.h>

#include <optional>

#include "terminal/terminal_turn.h"

namespace mayfly::app {

/// The terminal of the process, if it has one and is in its foreground: lent to a child's
/// process group, so that the child can ask there and Control-C reaches it, and taken back at the
/// end as it was.
class LentTerminal {
 public:
  LentTerminal();
  ~LentTerminal();
  LentTerminal(const LentTerminal&) = delete;
  LentTerminal& operator=(const LentTerminal&) = delete;

  /// To be called in the child, whose process group is its own.
  void take() const;

 private:
  int fd_ = -1;
  std::optional<TerminalTurn> turn_;  ///< which the child and its children need not wait for
  termios before_{};
};

}  // namespace mayfly::app
