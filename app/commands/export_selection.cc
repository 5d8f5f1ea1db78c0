#include "commands/export_selection.h"

#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "cli/reference.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

bool is_pattern(const std::string& word) {
  return !word.starts_with("name:") && word.find_first_of("*?[") != std::string::npos;
}

/// `*` matches `/`, too.
bool matches(const std::string& pattern, const SecureBytes& name) {
  SecureBytes text = name;
  text.push_back(0);
  return ::fnmatch(pattern.c_str(), reinterpret_cast<const char*>(text.data()), 0) == 0;
}

/// Whether it is only moved, never copied.
bool is_counted(const Entry& entry) {
  return entry.burn || entry.reads_left.has_value();
}

bool means(const std::string& word, const Reference& reference, const Entry& entry) {
  if (reference.id) return entry.id == *reference.id;
  if (!entry.name) return false;
  return is_pattern(word) ? matches(word, *entry.name) : *entry.name == reference.name;
}

Error no_match(const std::string& word, const Reference& reference) {
  if (reference.id) return no_message(std::to_string(*reference.id));
  return no_message(is_pattern(word) ? "matches that pattern" : "of that name");
}

/// Adds what one word means. What may not be copied, and only a pattern finds, is left.
void add(ExportSelection& selection, const std::vector<Entry>& entries, const std::string& word,
         bool move) {
  const Reference reference = parse_reference("reference", word);
  bool found = false;
  for (const Entry& entry : entries) {
    if (!means(word, reference, entry)) continue;
    found = true;
    const bool left = is_counted(entry) && !move && is_pattern(word);
    (left ? selection.left : selection.ids).push_back(entry.id);
  }
  if (!found) throw no_match(word, reference);
}

void add_all(ExportSelection& selection, const std::vector<Entry>& entries, bool move) {
  for (const Entry& entry : entries)
    (is_counted(entry) && !move ? selection.left : selection.ids).push_back(entry.id);
}

void sort_once(std::vector<MessageId>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

}  // namespace

ExportSelection select_for_export(UnlockedUser& user, const std::vector<std::string>& words,
                                  bool move) {
  std::vector<Entry> entries = user.list();
  std::erase_if(entries, [](const Entry& entry) { return entry.expired; });
  ExportSelection selection;
  if (words.empty()) add_all(selection, entries, move);
  for (const std::string& word : words) add(selection, entries, word, move);
  sort_once(selection.ids);
  sort_once(selection.left);
  std::erase_if(selection.left,
                [&](MessageId id) { return std::ranges::binary_search(selection.ids, id); });
  return selection;
}

void require_references(const std::vector<std::string>& words) {
  parse_references("reference", words);
}

}  // namespace mayfly::app
