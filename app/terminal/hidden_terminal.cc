#include "terminal/hidden_terminal.h"

#include <unistd.h>

#include <cerrno>

#include "mayfly/error.h"

namespace mayfly::app {

HiddenTerminal::HiddenTerminal(Answer answer) : answer_(answer) {
  if (terminal_.there()) hide();
  if (is_hidden_ == 0) throw Error(ErrorKind::no_terminal, "there is no terminal to ask at");
}

HiddenTerminal::~HiddenTerminal() {
  is_to_hide_ = 0;
  leave();
}

std::optional<SecureBytes> HiddenTerminal::ask(std::string_view question, std::size_t max_size) {
  for (;;) {
    if (is_hidden_ == 0) hide();
    const HeldSignals signals;      // at its end they have their effect
    if (is_hidden_ == 0) continue;  // it was stopped just now
    write(question);
    SecureBytes line;
    const End end = read_line(signals, line, max_size);
    if (answer_ == Answer::hidden || end != End::line) write("\n");
    if (end == End::line) return line;
    if (end == End::input) return std::nullopt;
    if (signals.take_interrupt()) throw Error(ErrorKind::interrupted, "interrupted");
  }
}

void HiddenTerminal::leave() noexcept {
  if (is_hidden_ == 0) return;
  is_hidden_ = 0;
  if (terminal_.is_ours()) put(before_);
}

void HiddenTerminal::resume() noexcept {
  if (is_to_hide_ == 0 || !terminal_.is_ours()) return;  // else the next question hides it
  is_hidden_ = 1;
  put(hidden_);
}

void HiddenTerminal::hide() {
  is_to_hide_ = 0;
  // A process in the background is stopped here, and finds other settings when it goes on.
  if (::tcflush(terminal_.in(), TCIFLUSH) != 0 || ::tcgetattr(terminal_.in(), &before_) != 0)
    return;
  hidden_ = before_;
  if (answer_ == Answer::hidden) hidden_.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
  hidden_.c_lflag |= ICANON | ISIG;
  is_to_hide_ = 1;
  is_hidden_ = 1;
  put(hidden_);
}

/// At once: output that was halted by Control-S would be waited for.
void HiddenTerminal::put(const termios& settings) const noexcept {
  ::tcsetattr(terminal_.in(), TCSANOW, &settings);
  ::tcflush(terminal_.in(), TCIFLUSH);
}

void HiddenTerminal::write(std::string_view text) const noexcept {
  // If that fails there is nobody to tell: reading will fail too.
  [[maybe_unused]] const ssize_t written = ::write(terminal_.out(), text.data(), text.size());
}

HiddenTerminal::End HiddenTerminal::read_line(const HeldSignals& signals, SecureBytes& line,
                                              std::size_t max_size) const {
  for (;;) {
    std::uint8_t byte = 0;
    if (!signals.wait(terminal_.in())) return End::signal;
    const ssize_t got = ::read(terminal_.in(), &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return line.empty() ? End::input : End::line;
    if (byte == '\n') return End::line;
    if (line.size() <= max_size) line.push_back(byte);
  }
}

}  // namespace mayfly::app
