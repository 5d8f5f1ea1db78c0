#include "terminal/prompt.h"

#include "mayfly/error.h"
#include "terminal/hidden_terminal.h"

namespace mayfly::app {

TerminalPrompt::TerminalPrompt() = default;
TerminalPrompt::~TerminalPrompt() = default;

bool TerminalPrompt::possible() {
  return Terminal().there();
}

SecureBytes TerminalPrompt::ask_hidden(std::string_view question, std::size_t max_size) {
  const Questions these(*this);
  if (!terminal_) terminal_ = std::make_unique<HiddenTerminal>();
  auto line = terminal_->ask(question, max_size);
  if (!line) throw Error(ErrorKind::wrong_key, "no passphrase was typed");
  return std::move(*line);
}

SecureBytes TerminalPrompt::ask_shown(std::string_view question, std::size_t max_size) {
  auto line = HiddenTerminal(Answer::shown).ask(question, max_size);
  if (!line) throw Error(ErrorKind::wrong_key, "nothing was typed");
  return std::move(*line);
}

void TerminalPrompt::begin() {
  ++depth_;
}

void TerminalPrompt::end() noexcept {
  if (--depth_ == 0) terminal_.reset();
}

}  // namespace mayfly::app
