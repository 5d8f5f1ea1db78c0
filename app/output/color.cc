#include "output/color.h"

#include "output/format.h"

namespace mayfly::app {

bool wants_color(const Context& context) {
  const std::string when = context.options.color.value_or("auto");
  if (when != "auto") return when == "always";
  if (context.environment.get("NO_COLOR")) return false;
  return context.io.out_is_terminal && context.environment.get("TERM").value_or("dumb") != "dumb";
}

std::string Painter::operator()(std::string_view text, Style style) const {
  return color_ ? painted(text, style) : std::string(text);
}

}  // namespace mayfly::app
