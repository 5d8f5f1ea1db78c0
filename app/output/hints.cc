#include "output/hints.h"

#include <algorithm>
#include <string_view>

#include "cli/commands.h"
#include "mayfly/text.h"
#include "output/printable.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kProgram = "mayfly ";

/// One that works with a vault; the help does not.
bool is_command(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" ;,"));
  return std::ranges::count(commands(), word, &CommandSpec::name) > 0 &&
         text.find("--help") == std::string_view::npos;
}

/// " --vault V", unless `command` says it itself.
std::string option_for(std::string_view command, const char* name,
                       const std::optional<std::string>& value) {
  const bool is_said = command.find(name) != std::string_view::npos;
  return value && !is_said ? " " + as_typed(name, *value) : "";
}

std::string options_for(const GlobalOptions& options, std::string_view command) {
  return option_for(command, "--vault", options.vault) +
         option_for(command, "--window-keys", options.window_keys) +
         option_for(command, "--user", options.user);
}

}  // namespace

std::string as_typed(const std::string& option, const std::string& value) {
  return option + (value.starts_with('-') ? "=" : " ") + shell_word(value);
}

std::string as_pasted(const GlobalOptions& options, const std::string& hint) {
  std::string text;
  std::string_view rest = hint;
  for (auto at = rest.find(kProgram); at != std::string_view::npos; at = rest.find(kProgram)) {
    text += rest.substr(0, at + kProgram.size() - 1);
    rest.remove_prefix(at + kProgram.size() - 1);
    const std::string_view command = rest.substr(1, rest.find(';'));
    if (is_command(command)) text += options_for(options, command);
  }
  text += rest;
  return printable_line(text) == text ? text : "";
}

}  // namespace mayfly::app
