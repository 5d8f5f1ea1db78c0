#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/invocation.h"

namespace mayfly::app {

/// A command line that was read.
struct Parsed {
  const CommandSpec* spec = nullptr;
  std::unique_ptr<Command> command;  ///< with its options; none if there is a text
  std::optional<std::string> text;   ///< to print instead of running: the help, the version
};

/// Reads the words (without the program's own name) and fills the global options. Builds the
/// options of the named command alone: a start should not pay for those of every command. Throws
/// Error{usage}.
Parsed parse(std::span<char* const> words, GlobalOptions& options);

/// What `mayfly WORDS --help` prints. Throws Error{usage} if they are no command.
std::string help_of(std::vector<std::string> words);

/// What --version prints, without the newline.
std::string version_line();

}  // namespace mayfly::app
