#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "context.h"
#include "mayfly/error.h"

namespace mayfly::app {

/// Gives the empty tree its options and commands.
void build_command_line(CLI::App& root, Context& context);

/// Adds a command that takes the global options too, before and behind its name. `set_up` gives it
/// its own options and its callback, when its name was read: a start should not pay for the options
/// of every command.
void add_command(CLI::App& root, const char* name, const char* description,
                 std::function<void(CLI::App&)> set_up);

/// For a word that may be the beginning of a message: it is not repeated, unless it is of one
/// letter.
Error unknown_option(const CLI::App& root, const std::string& word);

/// What CLI11 says of a command line that it cannot read, as our error, with what was perhaps
/// meant.
Error usage_error(const CLI::App& root, const CLI::ParseError& error);

/// A flag that takes no value (CLI11 would take --latest=3).
inline CLI::Option* add_flag(CLI::App& app, const char* names, bool& target,
                             const char* description) {
  return app.add_flag(names, target, description)->disable_flag_override();
}

/// Adds --passphrase-fd, -file and -command to a command, or --new-passphrase-fd and so on.
void add_passphrase_options(CLI::App& command, PassphraseOptions& options,
                            const std::string& prefix = "--");

/// The ids among the arguments. Throws Error{usage} for one that is none.
std::vector<MessageId> parse_ids(const std::vector<std::string>& words);

}  // namespace mayfly::app
