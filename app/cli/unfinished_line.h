#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/invocation.h"
#include "cli/option_list.h"

namespace mayfly::app {

/// A command line that somebody is typing: what its last word may become.
struct UnfinishedLine {
  std::span<const CommandSpec> commands = {};  ///< that may stand there
  OptionList options;                          ///< that the command takes
  bool only_words = false;                     ///< no option may stand there: after `--`
  bool of_program = false;                     ///< a word of the program that `run` starts
  const Option* value_of = nullptr;            ///< the option, or the word, that it is a value of
  std::string before;                          ///< "--vault=", which stays
  std::string word;                            ///< what of it is typed

  std::unique_ptr<Command> command;  ///< which `options` point into
};

/// Reads what is typed, without the program's name, the last word being the unfinished one. The
/// global options that it has are put into `options`. What makes no sense completes to nothing.
UnfinishedLine read_unfinished(const std::vector<std::string>& words, GlobalOptions& options);

}  // namespace mayfly::app
