#include "output/format.h"

#include <fmt/color.h>
#include <fmt/format.h>

namespace mayfly::app {
namespace {

fmt::text_style look_of(Style style) {
  switch (style) {
    case Style::title:
      return fmt::emphasis::bold;
    case Style::iv:
      return fmt::fg(fmt::terminal_color::cyan);
    case Style::tag:
      return fmt::fg(fmt::terminal_color::magenta);
    case Style::garbled:
      return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::red);
    case Style::padding:
      return fmt::fg(fmt::terminal_color::yellow);
    case Style::right:
      return fmt::fg(fmt::terminal_color::green);
    case Style::success:
      return fmt::emphasis::bold | fmt::fg(fmt::terminal_color::green);
    case Style::plain:
      break;
  }
  return {};
}

}  // namespace

std::string format_arguments(fmt::string_view text, fmt::format_args arguments) {
  return fmt::vformat(text, arguments);
}

std::string Painter::operator()(std::string_view text, Style style) const {
  return color_ ? fmt::format(look_of(style), "{}", text) : std::string(text);
}

}  // namespace mayfly::app
