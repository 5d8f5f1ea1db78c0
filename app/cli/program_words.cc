#include "cli/program_words.h"

#include <algorithm>
#include <string_view>

#include "cli/commands.h"
#include "cli/option_names.h"

namespace mayfly::app {
namespace {

using namespace std::string_view_literals;
using Words = std::span<char* const>;

bool starts_program(std::string_view name) {
  return std::ranges::any_of(
      commands(), [&](const CommandSpec& spec) { return spec.takes_program && name == spec.name; });
}

/// Whether the command itself is such a one: the same word may be an option's value.
bool is_command_of_program(Words before) {
  const OptionNames global = option_names_of(nullptr);
  for (auto word = before.begin(); word != before.end(); ++word) {
    if (!std::string_view(*word).starts_with('-')) return starts_program(*word);
    if (global.takes_value(*word) && ++word == before.end()) break;
  }
  return false;
}

/// Where its -- stands; at the end if there is none.
Words::iterator mark_in(Words words) {
  const auto mark = std::ranges::find(words, "--"sv);
  if (mark == words.end() || std::none_of(words.begin(), mark, starts_program)) return words.end();
  const Words before = words.first(static_cast<std::size_t>(mark - words.begin()));
  return is_command_of_program(before) ? mark : words.end();
}

}  // namespace

Words program_words(Words words) {
  const auto mark = mark_in(words);
  return mark == words.end() ? Words() : Words(mark + 1, words.end());
}

Words own_words(Words words) {
  return {words.begin(), mark_in(words)};
}

}  // namespace mayfly::app
