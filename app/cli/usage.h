#pragma once

// Errors of a command line that cannot be read, with what was perhaps meant.

#include <string>
#include <vector>

#include "mayfly/error.h"

namespace mayfly::app {

/// What was understood of a command line.
struct Typed {
  std::string words;                  ///< "mayfly key list"
  std::vector<std::string> options;   ///< that may be given there: "--user"
  std::vector<std::string> commands;  ///< that may follow
  bool is_command = false;            ///< else only options were typed
  bool takes_message = false;         ///< then a stray word may be part of it
};

/// For a word that nobody expected there.
Error unexpected_word(const Typed& typed, const std::string& word);

/// For an option that is none. A word that may be the beginning of a message is not repeated,
/// unless it is of one letter.
Error unknown_option(const Typed& typed, const std::string& word);

/// An error with where to read more.
Error usage_error(const Typed& typed, const std::string& text);

}  // namespace mayfly::app
