#pragma once

#include <string_view>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// Somebody who can be asked for a passphrase.
class Prompt {
 public:
  virtual ~Prompt() = default;

  virtual bool possible() = 0;

  /// One line, without its end, that was typed without being shown: of more than `max_size` bytes
  /// the first `max_size` + 1. Throws Error{interrupted} for Control-C, and Error{wrong_key} where
  /// there is nothing to read.
  virtual SecureBytes ask_hidden(std::string_view question, std::size_t max_size) = 0;
};

/// At the terminal that the process belongs to, whatever its standard streams are.
class TerminalPrompt final : public Prompt {
 public:
  bool possible() override;
  SecureBytes ask_hidden(std::string_view question, std::size_t max_size) override;
};

}  // namespace mayfly::app
