#include "output/entry_order.h"

#include <algorithm>
#include <utility>

namespace mayfly::app {
namespace {

using Pointers = std::vector<Entry*>;

bool name_is_before(const Entry* one, const Entry* other) {
  if (!one->name || !other->name) return one->name.has_value() && !other->name;
  return *one->name < *other->name;
}

void sort_by(Pointers& entries, std::string_view order) {
  if (order == "created") std::ranges::stable_sort(entries, {}, &Entry::created_at);
  if (order == "expires") std::ranges::stable_sort(entries, {}, &Entry::expires_at);
  if (order == "size") std::ranges::stable_sort(entries, {}, &Entry::max_size);
  if (order == "name") std::ranges::stable_sort(entries, name_is_before);
}

}  // namespace

void sort_entries(std::vector<Entry>& entries, std::string_view order) {
  Pointers pointers(entries.size());
  std::ranges::transform(entries, pointers.begin(), [](Entry& entry) { return &entry; });
  sort_by(pointers, order);
  std::vector<Entry> sorted;
  sorted.reserve(entries.size());
  for (Entry* entry : pointers) sorted.push_back(std::move(*entry));
  entries = std::move(sorted);
}

}  // namespace mayfly::app
