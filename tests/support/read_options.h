#pragma once

// What a command line became: the values of a command's options, read back by their names.

#include <map>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/commands.h"

namespace mayfly::test {

/// Keeps what it is shown of a command's options.
class ReadOptions final : public app::Options {
 public:
  Number add(app::Option option) override {
    options.push_back(std::move(option));
    return static_cast<Number>(options.size() - 1);
  }
  void exclude(Number one, Number other) override { pairs.emplace_back(one, other); }
  void need(Number one, Number other) override { needs[index(one)] = index(other); }

  static std::size_t index(Number number) { return static_cast<std::size_t>(number); }

  std::vector<app::Option> options;
  std::vector<std::pair<Number, Number>> pairs;
  std::map<std::size_t, std::size_t> needs;  ///< which can only be given with which
};

/// What was given for an option: one value, several, or none.
inline std::vector<std::string> given(const app::Option& option) {
  if (const auto* const* one = std::get_if<std::optional<std::string>*>(&option.target))
    return **one ? std::vector{***one} : std::vector<std::string>{};
  if (const auto* const* several = std::get_if<std::vector<std::string>*>(&option.target))
    return **several;
  return {};
}

inline bool is_flag(const app::Option& option) {
  return std::holds_alternative<bool*>(option.target);
}
inline bool is_positional(const app::Option& option) {
  return !option.names.starts_with('-');
}

}  // namespace mayfly::test
