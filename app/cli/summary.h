#pragma once

#include <string>

namespace mayfly::app {

/// What `mayfly` alone says: about ten lines of at most 80 columns, with three examples and the
/// names of all commands.
std::string summary();

/// The three examples.
std::string first_examples();

}  // namespace mayfly::app
