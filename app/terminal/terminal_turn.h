#pragma once

namespace mayfly::app {

/// The right to ask at a terminal, which one program has at a time: two would take each other's
/// settings for those that were there before. Waits for it, but not for a program that was stopped,
/// which cannot ask either, nor for one that has started this one, which waits for us. If the
/// terminal's file cannot be locked, waits for nobody.
class TerminalTurn {
 public:
  explicit TerminalTurn(int terminal);
  ~TerminalTurn();
  TerminalTurn(const TerminalTurn&) = delete;
  TerminalTurn& operator=(const TerminalTurn&) = delete;

 private:
  int fd_;
};

}  // namespace mayfly::app
