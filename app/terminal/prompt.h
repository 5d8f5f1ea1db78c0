#pragma once

#include <memory>
#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

class HiddenTerminal;

/// Somebody who can be asked for a passphrase.
class Prompt {
 public:
  virtual ~Prompt() = default;

  virtual bool possible() = 0;

  /// One line, without its end, that was typed without being shown: of more than `max_size` bytes
  /// the first `max_size` + 1. Throws Error{interrupted} for Control-C, and Error{wrong_key} if
  /// there is nothing to read.
  virtual SecureBytes ask_hidden(std::string_view question, std::size_t max_size) = 0;

  /// The same of something that is no secret, and is shown.
  virtual SecureBytes ask_shown(std::string_view question, std::size_t max_size) = 0;

 protected:
  friend class Questions;
  virtual void begin() {}
  virtual void end() noexcept {}
};

/// Questions that belong together: for as long as one of these lives, what is typed is not shown,
/// from the first question on. A key is derived between two questions, which takes so long that
/// people may type the next answer during it; that answer is taken.
class Questions {
 public:
  explicit Questions(Prompt& prompt) : prompt_(prompt) { prompt_.begin(); }
  ~Questions() { prompt_.end(); }
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

 private:
  Prompt& prompt_;
};

/// Asks at the terminal that the process belongs to, whatever its standard streams are; if it
/// belongs to none, at the one that they are.
class TerminalPrompt final : public Prompt {
 public:
  TerminalPrompt();
  ~TerminalPrompt() override;

  bool possible() override;
  SecureBytes ask_hidden(std::string_view question, std::size_t max_size) override;
  SecureBytes ask_shown(std::string_view question, std::size_t max_size) override;

 private:
  void begin() override;
  void end() noexcept override;

  std::unique_ptr<HiddenTerminal> terminal_;  ///< from the first question to the end
  int depth_ = 0;
};

}  // namespace mayfly::app
