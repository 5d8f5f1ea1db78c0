#pragma once

// Errors of a command line that cannot be read, with what was perhaps meant. A word is repeated
// only if it is one that the program knows, or nearly: it may be a secret.

#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "mayfly/error.h"

namespace mayfly::app {

/// What was understood of a command line.
struct Typed {
  std::string words;                                 ///< "mayfly key list"
  std::vector<std::string> options = {};             ///< that may be given there: "-q", "--user"
  std::vector<std::string> options_to_propose = {};  ///< those of them that destroy nothing
  std::span<const CommandSpec> commands = {};        ///< that may follow
  bool is_command = false;                           ///< else only options were typed
  bool takes_message = false;                        ///< then a stray word may be part of it
};

/// For a word that nobody expected there.
Error unexpected_word(const Typed& typed, const std::string& word);

/// For an option that does not exist, and says nothing of what was meant.
Error unknown_option(const Typed& typed);

/// An error with where to read more.
Error usage_error(const Typed& typed, const std::string& text);

}  // namespace mayfly::app
