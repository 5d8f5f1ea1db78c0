#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mayfly::app {

/// The known word that `word` is the beginning of, where there is one such; else the one that it is
/// a typing mistake of, by edit distance.
std::optional<std::string> closest(const std::string& word, const std::vector<std::string>& known);

/// The command that does what other tools call `word`: `ls`, `delete`, `show`.
std::optional<std::string> command_for(const std::string& word);

}  // namespace mayfly::app
