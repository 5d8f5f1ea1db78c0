#include "color.h"

namespace mayfly::app {

bool wants_color(const Context& context) {
  if (context.options.color != "auto") return context.options.color == "always";
  if (context.environment.get("NO_COLOR")) return false;
  return context.io.out_is_terminal && context.environment.get("TERM").value_or("dumb") != "dumb";
}

}  // namespace mayfly::app
