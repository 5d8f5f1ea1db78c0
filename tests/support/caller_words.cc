#include "support/caller_words.h"

#include <fstream>
#include <regex>

#include "support/includes.h"

namespace mayfly::test {
namespace {

/// "store\b|key (list\b|remove\b|")": a text may end after the name of a group, and go on in the
/// next line.
std::string names_of(std::span<const app::CommandSpec> commands) {
  std::string names;
  for (const app::CommandSpec& command : commands) {
    names += (names.empty() ? "" : "|") + std::string(command.name);
    names += command.children.empty() ? "\\b" : " (" + names_of(command.children) + "|\")";
  }
  return names;
}

/// Inside of quotes: "mayfly list", "mayfly(1)", "mayfly-init(1)", "--vault".
std::regex words_of(std::span<const app::CommandSpec> commands) {
  const std::string before = R"("([^"]*\b)?mayfly)";
  const std::string page = R"((-[a-z]+)*\([0-9]\))";
  return std::regex(before + "( (" + names_of(commands) + ")|" + page + ")" +
                    R"(|"([^"]*[^-"])?--[a-z])");
}

}  // namespace

std::set<std::string> caller_words(const std::filesystem::path& folder,
                                   std::span<const app::CommandSpec> commands) {
  const std::regex words = words_of(commands);
  std::set<std::string> found;
  for (const std::string& name : source_files(folder, "")) {
    std::ifstream file(folder / name);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (std::regex_search(line, words)) found.insert(name + ":" + std::to_string(number));
    }
  }
  return found;
}

}  // namespace mayfly::test
