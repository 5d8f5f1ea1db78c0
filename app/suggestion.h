#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mayfly::app {

/// The known word that `word` is a typing mistake of: the nearest by edit distance, at most a third
/// of its letters away.
std::optional<std::string> closest(const std::string& word, const std::vector<std::string>& known);

}  // namespace mayfly::app
