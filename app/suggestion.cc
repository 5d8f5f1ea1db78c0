#include "suggestion.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <utility>

namespace mayfly::app {
namespace {

/// Levenshtein's distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> closest(const std::string& word, const std::vector<std::string>& known) {
  const auto begins = [&](const std::string& candidate) { return candidate.starts_with(word); };
  if (std::ranges::count_if(known, begins) == 1) return *std::ranges::find_if(known, begins);
  std::optional<std::string> best;
  std::size_t best_distance = word.size() / 3 + 2;
  for (const std::string& candidate : known) {
    const std::size_t d = distance(word, candidate);
    if (d >= best_distance || d + 1 >= candidate.size()) continue;
    best_distance = d;
    best = candidate;
  }
  return best;
}

std::optional<std::string> command_for(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kSynonyms{{
      {"add", "store"},
      {"cat", "get"},
      {"clean", "purge"},
      {"del", "rm"},
      {"delete", "rm"},
      {"insert", "store"},
      {"ls", "list"},
      {"new", "store"},
      {"put", "store"},
      {"read", "get"},
      {"remove", "rm"},
      {"save", "store"},
      {"set", "store"},
      {"show", "get"},
  }};
  for (const auto& [synonym, command] : kSynonyms) {
    if (word == synonym) return std::string(command);
  }
  return std::nullopt;
}

}  // namespace mayfly::app
