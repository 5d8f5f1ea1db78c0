#pragma once

#include <fmt/color.h>

#include <string>
#include <string_view>

#include "context.h"

namespace mayfly::app {

/// Whether standard output is to be in colours: --color, else NO_COLOR (when set and not empty:
/// none), else whether it is a terminal that can.
bool wants_color(const Context& context);

/// Text in a style, or as it is.
class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}

  std::string operator()(std::string_view text, const fmt::text_style& style) const {
    return color_ ? fmt::format(style, "{}", text) : std::string(text);
  }

 private:
  bool color_;
};

}  // namespace mayfly::app
