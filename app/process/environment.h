#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mayfly::app {

/// What the program takes from its surroundings. Handed in, so that tests have surroundings of
/// their own.
struct Environment {
  std::map<std::string, std::string, std::less<>> variables;
  /// Of the effective user; empty if the system knows none.
  std::function<std::string()> login_name;
  std::function<std::string()> account_home = [] { return std::string(); };

  /// For a variable that only few commands need; none if it is empty.
  std::function<const char*(const char*)> other = nullptr;

  static Environment of_process();

  /// Nothing if the variable is unset or empty.
  std::optional<std::string> get(std::string_view name) const;

  /// The same for a variable that only few commands need: it is looked up now.
  std::optional<std::string> get_other(const char* name) const;
};

}  // namespace mayfly::app
