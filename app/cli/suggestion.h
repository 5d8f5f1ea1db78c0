#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mayfly::app {

/// The known word that `word` is a slip of: one or two letters away, not counting dashes; else
/// the only one that begins with it.
std::optional<std::string> closest(const std::string& word, const std::vector<std::string>& known);

/// The command that does what other tools call `word`: `ls`, `delete`, `show`.
std::optional<std::string> command_for(const std::string& word);

/// The same for an option, `--expire`, `-n`, if what it means is among the known ones.
std::optional<std::string> option_for(const std::string& word,
                                      const std::vector<std::string>& known);

}  // namespace mayfly::app
