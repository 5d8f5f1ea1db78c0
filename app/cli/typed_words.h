#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace mayfly::app {

/// The words of a command line. What is not typed need not be built to read it: each option and
/// each command of CLI11's costs every start some 20,000 instructions.
class TypedWords {
 public:
  explicit TypedWords(std::span<char* const> words) : words_(words) {}

  /// Whether it may be among them.
  bool has_command(std::string_view name) const {
    return std::ranges::count(words_, name, view) > 0;
  }

  /// The same for an option: "-q,--quiet".
  bool has_option(std::string_view names) const {
    while (!names.empty()) {
      const auto name = names.substr(0, names.find(','));
      if (std::ranges::any_of(words_, [&](std::string_view word) { return may_be(word, name); }))
        return true;
      names.remove_prefix(std::min(name.size() + 1, names.size()));
    }
    return false;
  }

 private:
  static bool is_short(std::string_view word) {
    return word.size() > 1 && word[0] == '-' && word[1] != '-';
  }
  /// Short ones may stand together: -qv.
  static bool may_be(std::string_view word, std::string_view name) {
    return is_short(name) ? is_short(word) : word.starts_with(name);
  }
  static std::string_view view(const char* word) { return word; }

  std::span<char* const> words_;
};

}  // namespace mayfly::app
