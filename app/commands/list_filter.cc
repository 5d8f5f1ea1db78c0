#include "commands/list_filter.h"

#include <algorithm>

namespace mayfly::app {

ListFilter::ListFilter(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const bool is_folder = word.ends_with('/') && !word.starts_with(kForcedName);
    references_.push_back(
        parse_reference("reference", is_folder ? word + "*" : word, Patterns::yes));
  }
}

bool ListFilter::looks_for_names() const {
  return std::ranges::any_of(references_, [](const Reference& wanted) { return !wanted.id; });
}

bool ListFilter::passes(const Entry& entry) const {
  if (references_.empty()) return true;
  return std::ranges::any_of(references_, [&](const Reference& wanted) {
    return wanted.id ? *wanted.id == entry.id : entry.name && fits(wanted, *entry.name);
  });
}

}  // namespace mayfly::app
