#pragma once

// For parser.cc alone: what CLI11 says of a command line that cannot be read, in our words.

#include <CLI/App.hpp>

#include "cli/parser.h"
#include "cli/usage.h"

namespace mayfly::app {

/// What was understood of the command line.
Typed typed_of(const CLI::App& root, const Parsed& parsed);

Error as_usage_error(const CLI::App& root, const Parsed& parsed, const CLI::ParseError& error);

}  // namespace mayfly::app
