#pragma once

#include "support/passphrase_world.h"
#include "support/pty.h"

namespace mayfly::test {

inline constexpr const char* kQuestion = "mayfly: passphrase of user 'james': ";

/// The same home, for runs at a terminal.
struct TerminalWorld : PassphraseWorld {
  TerminalWorld() { add_james(); }

  std::vector<std::string> mayfly(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return arguments;
  }
  Pty::Options redirected(const std::string& input) const { return {environment(), input}; }
};

}  // namespace mayfly::test
