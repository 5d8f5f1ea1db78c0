#pragma once

// The door to fmt, which is compiled in one file: as a library of headers, it would be in each.

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace mayfly::app {

std::string format_arguments(fmt::string_view text, fmt::format_args arguments);

/// fmt::format().
template <class... Arguments>
std::string formatted(fmt::format_string<Arguments...> text, const Arguments&... arguments) {
  return format_arguments(text, fmt::make_format_args(arguments...));
}

/// What a piece of text is, which tells how it looks.
enum class Style : std::uint8_t { plain, title, iv, tag, garbled, padding, right, success };

/// Text in a style, by ANSI escape sequences, or as it is.
class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}

  std::string operator()(std::string_view text, Style style) const;

 private:
  bool color_;
};

}  // namespace mayfly::app
