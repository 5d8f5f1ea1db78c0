#include "cli/summary.h"

#include "cli/commands.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kColumns = 80;

/// The names of the commands, in lines that begin like the first.
std::string command_lines() {
  const std::string begin = "Commands:";
  std::string text;
  std::string line = begin;
  for (const CommandSpec& spec : commands()) {
    if (spec.hidden) continue;
    const std::string word = std::string(" ") + spec.name;
    if (line.size() + word.size() > kColumns) {
      text += line + "\n";
      line = std::string(begin.size(), ' ');
    }
    line += word;
  }
  return text + line + "\n";
}

}  // namespace

std::string first_examples() {
  return "  echo 4711 | mayfly store --ttl 5m    seals a message, and prints its id: 7\n"
         "  mayfly get 7                         prints it, until five minutes have passed\n"
         "  mayfly list                          shows what is there, and for how long\n";
}

std::string summary() {
  return "mayfly keeps messages that must not outlive their moment.\n"
         "Usage: mayfly COMMAND [OPTION ...]\n"
         "\n" +
         first_examples() + "\n" + command_lines() +
         "More: mayfly help, mayfly help COMMAND, man mayfly\n";
}

}  // namespace mayfly::app
