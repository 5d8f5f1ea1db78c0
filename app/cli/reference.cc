#include "cli/reference.h"

#include <algorithm>
#include <string_view>

#include "cli/values.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kForcedName = "name:";

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Reference parse_reference(const char* place, const std::string& word) {
  if (is_number(word)) return {parse_id(place, word), {}};
  const bool forced = word.starts_with(kForcedName);
  const auto name = std::string_view(word).substr(forced ? kForcedName.size() : 0);
  if (name.empty()) {
    throw Error(ErrorKind::usage, std::string(place) + ": the name is empty",
                "a variable of a script may be unset");
  }
  return {std::nullopt, secure_copy(as_bytes(name))};
}

std::vector<Reference> parse_references(const char* place, const std::vector<std::string>& words) {
  std::vector<Reference> references;
  references.reserve(words.size());
  for (const std::string& word : words) references.push_back(parse_reference(place, word));
  return references;
}

}  // namespace mayfly::app
