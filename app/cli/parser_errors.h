#pragma once

// What the library that reads command lines says of one that cannot be read, in our words. Nothing
// here knows the library itself: parser.cc does.

#include <string>
#include <vector>

#include "cli/usage.h"

namespace mayfly::app {

/// Why a command line could not be read.
struct Misread {
  Typed typed;
  const CommandSpec* spec;           ///< null: no command was named
  std::string text;                  ///< in the library's words
  bool is_extra;                     ///< it is about a word that has no place
  std::vector<std::string> unknown;  ///< words that have none
};

/// What was understood: the commands that were named, of which `spec` is the last; null: none.
Typed typed_as(std::string words, const CommandSpec* spec);

Error usage_error_of(const Misread& misread);

}  // namespace mayfly::app
