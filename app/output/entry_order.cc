#include "output/entry_order.h"

#include <algorithm>

namespace mayfly::app {
namespace {

bool name_is_before(const Entry& one, const Entry& other) {
  if (!one.name || !other.name) return one.name.has_value() && !other.name;
  return *one.name < *other.name;
}

}  // namespace

void sort_entries(std::vector<Entry>& entries, std::string_view order) {
  if (order == "created") std::ranges::stable_sort(entries, {}, &Entry::created_at);
  if (order == "expires") std::ranges::stable_sort(entries, {}, &Entry::expires_at);
  if (order == "size") std::ranges::stable_sort(entries, {}, &Entry::max_size);
  if (order == "name") std::ranges::stable_sort(entries, name_is_before);
}

}  // namespace mayfly::app
