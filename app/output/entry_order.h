#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "mayfly/message.h"

namespace mayfly::app {

/// What a list can be sorted by.
inline constexpr std::array kEntryOrders{"id", "created", "expires", "size", "name"};

/// Sorts entries that are in the order of their ids; those that are equal stay in it. The lowest
/// come first; names that are not there, or not shown, last.
void sort_entries(std::vector<Entry>& entries, std::string_view order);

}  // namespace mayfly::app
