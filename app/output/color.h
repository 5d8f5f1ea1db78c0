#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tool/tool.h"

namespace mayfly::app {

/// Whether standard output is to be in colors: --color, else NO_COLOR (if set and not empty:
/// none), else whether it is a terminal that can.
bool wants_color(const Context& context);

/// What a piece of text is, which tells how it looks.
enum class Style : std::uint8_t { plain, title, iv, tag, garbled, padding, right, success };

/// Text in a style, or as it is.
class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}

  std::string operator()(std::string_view text, Style style) const;

 private:
  bool color_;
};

}  // namespace mayfly::app
