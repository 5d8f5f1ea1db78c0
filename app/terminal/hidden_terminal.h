#pragma once

#include <termios.h>

#include <csignal>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mayfly/bytes.h"
#include "terminal/terminal.h"
#include "terminal/terminal_signals.h"
#include "terminal/terminal_turn.h"

namespace mayfly::app {

/// Whether what is typed is shown, as may be what is no secret.
enum class Answer : std::uint8_t { hidden, shown };

/// The terminal, showing nothing of what is typed for as long as this lives, from question to
/// question. It is put back on every way out, an end by a signal included. What was typed before,
/// and so was shown, is not taken for an answer; what was typed meanwhile and answers nothing is
/// dropped, so that nobody else reads it.
class HiddenTerminal final : private Interruptible {
 public:
  /// Throws Error{no_terminal} if there is no terminal.
  explicit HiddenTerminal(Answer answer = Answer::hidden);
  ~HiddenTerminal() override;
  HiddenTerminal(const HiddenTerminal&) = delete;
  HiddenTerminal& operator=(const HiddenTerminal&) = delete;

  /// A line without its end: of more than `max_size` bytes the first `max_size` + 1. Nothing at the
  /// end of the input. Throws Error{interrupted} for Control-C. Asks again after a stop.
  std::optional<SecureBytes> ask(std::string_view question, std::size_t max_size);

 private:
  enum class End : std::uint8_t { line, input, signal };

  void leave() noexcept override;
  void resume() noexcept override;
  void hide();
  void put(const termios& settings) const noexcept;
  void write(std::string_view text) const noexcept;
  End read_line(const HeldSignals& signals, SecureBytes& line, std::size_t max_size) const;

  Answer answer_;
  Terminal terminal_;
  TerminalTurn turn_{terminal_.in()};
  termios before_{};
  termios hidden_{};
  volatile std::sig_atomic_t is_hidden_ = 0;
  volatile std::sig_atomic_t is_to_hide_ = 0;  ///< when the program goes on
  CaughtSignals signals_{*this};
};

}  // namespace mayfly::app
