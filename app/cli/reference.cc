#include "cli/reference.h"

#include <fnmatch.h>

#include <algorithm>
#include <string_view>

#include "cli/values.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_wildcard(std::string_view word) {
  return word.find_first_of("*?[") != std::string_view::npos;
}

/// As C's functions take it, in bytes that are wiped.
struct Terminated {
  SecureBytes bytes;
  const char* c_str() const { return as_text(bytes).data(); }
};
Terminated terminated(ByteView text) {
  Terminated copy{secure_copy(text)};
  copy.bytes.push_back(0);
  return copy;
}

}  // namespace

Reference parse_reference(const char* place, const std::string& word, Patterns patterns) {
  if (is_number(word)) return {parse_id(place, word), {}};
  const bool forced = word.starts_with(kForcedName);
  const auto name = std::string_view(word).substr(forced ? kForcedName.size() : 0);
  if (name.empty()) {
    throw Error(ErrorKind::usage, std::string(place) + ": the name is empty",
                "a variable of a script may be unset");
  }
  const bool is_pattern = patterns == Patterns::yes && !forced && has_wildcard(name);
  return {std::nullopt, secure_copy(as_bytes(name)), is_pattern};
}

SecureBytes reference_to(ByteView name) {
  const std::string_view text = as_text(name);
  const bool force = is_number(text) || text.starts_with('-') || text.starts_with(kForcedName);
  SecureBytes word = force ? secure_copy(as_bytes(kForcedName)) : SecureBytes();
  word.insert(word.end(), name.begin(), name.end());
  return word;
}

std::vector<Reference> parse_references(const char* place, const std::vector<std::string>& words,
                                        Patterns patterns) {
  std::vector<Reference> references;
  references.reserve(words.size());
  for (const std::string& word : words)
    references.push_back(parse_reference(place, word, patterns));
  return references;
}

bool fits(const Reference& reference, ByteView name) {
  if (reference.id) return false;
  if (!reference.is_pattern) return std::ranges::equal(reference.name, name);
  return ::fnmatch(terminated(reference.name).c_str(), terminated(name).c_str(), 0) == 0;
}

}  // namespace mayfly::app
