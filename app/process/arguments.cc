#include "process/arguments.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "cli/commands.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

/// All except the names of commands, as far as they lead down the table.
void wipe(std::span<char* const> list) {
  std::span<const CommandSpec> known = commands();
  for (char* word : list) {
    const auto is_named = [&](const CommandSpec& spec) {
      return std::strcmp(word, spec.name) == 0;
    };
    const auto spec = std::ranges::find_if(known, is_named);
    if (spec == known.end()) {
      ::explicit_bzero(word, std::strlen(word));
    } else {
      known = spec->children;
    }
  }
}

}  // namespace

Arguments::Arguments(std::span<char* const> list) {
  std::size_t size = 0;
  for (const char* word : list) size += std::strlen(word) + 1;
  text_.reserve(size);  // so that the words stay where they are
  words_.reserve(list.size());
  for (const char* word : list) {
    words_.push_back(reinterpret_cast<char*>(text_.data() + text_.size()));
    append(text_, {word, std::strlen(word) + 1});
  }
  wipe(list);
}

}  // namespace mayfly::app
