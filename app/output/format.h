#pragma once

// The door to fmt, which is compiled in one file: as a library of headers, it would be in each.

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "output/color.h"

namespace mayfly::app {

std::string format_arguments(fmt::string_view text, fmt::format_args arguments);

/// fmt::format().
template <class... Arguments>
std::string formatted(fmt::format_string<Arguments...> text, const Arguments&... arguments) {
  return format_arguments(text, fmt::make_format_args(arguments...));
}

/// In the colors of that style, by ANSI escape sequences.
std::string painted(std::string_view text, Style style);

}  // namespace mayfly::app
