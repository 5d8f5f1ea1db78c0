#include "cli/suggestion.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

namespace mayfly::app {
namespace {

/// How many letters are wrong, missing, too many, or in the place of their neighbor (Damerau and
/// Levenshtein; what was exchanged is not changed again).
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, row[j - 1] + 1, last[j] + 1});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row.back();
}

std::string without_dashes(const std::string& word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

using Synonyms = std::span<const std::pair<std::string_view, std::string_view>>;

std::optional<std::string> meaning_of(const std::string& word, Synonyms synonyms) {
  for (const auto& [synonym, meaning] : synonyms) {
    if (word == synonym) return std::string(meaning);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> closest(const std::string& word, const std::vector<std::string>& known) {
  constexpr std::size_t kMinLetters = 3;  // letters of a beginning
  const std::string letters = without_dashes(word);
  std::optional<std::string> best;
  std::size_t best_distance = letters.size() <= 3 ? 2 : 3;
  for (const std::string& candidate : known) {
    const std::string its = without_dashes(candidate);
    const std::size_t d = distance(letters, its);
    if (d >= best_distance || d + 1 >= its.size()) continue;
    best_distance = d;
    best = candidate;
  }
  const auto begins = [&](const std::string& candidate) {
    return without_dashes(candidate).starts_with(letters);
  };
  const bool beginning = letters.size() >= kMinLetters && std::ranges::count_if(known, begins) == 1;
  return best || !beginning ? best : std::optional(*std::ranges::find_if(known, begins));
}

std::optional<std::string> command_for(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kSynonyms{{
      {"add", "store"},
      {"cat", "get"},
      {"clean", "purge"},
      {"del", "rm"},
      {"delete", "rm"},
      {"insert", "store"},
      {"ls", "list"},
      {"man", "help"},
      {"new", "store"},
      {"put", "store"},
      {"read", "get"},
      {"remove", "rm"},
      {"save", "store"},
      {"set", "store"},
      {"settings", "config"},
      {"show", "get"},
      {"usage", "help"},
      {"write", "store"},
  }};
  return meaning_of(word, kSynonyms);
}

std::optional<std::string> option_for(const std::string& word,
                                      const std::vector<std::string>& known) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kSynonyms{{
      {"--duration", "--ttl"},
      {"--expire", "--ttl"},
      {"--expires", "--ttl"},
      {"--expires-in", "--ttl"},
      {"--expiry", "--ttl"},
      {"--for", "--ttl"},
      {"--label", "--name"},
      {"--lifetime", "--ttl"},
      {"--ttl", "--for"},
      {"-V", "--version"},
      {"-a", "--all"},
      {"-f", "--file"},
      {"-n", "--name"},
      {"-t", "--ttl"},
      {"-u", "--user"},
  }};
  auto meant = meaning_of(word, kSynonyms);
  return meant && std::ranges::count(known, *meant) > 0 ? meant : std::nullopt;
}

}  // namespace mayfly::app
