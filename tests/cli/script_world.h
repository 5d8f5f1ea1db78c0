#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/outcome.h"
#include "support/app_runner.h"

namespace mayfly::test {

/// The home in which a script's commands run, and what its next command will find.
class ScriptWorld {
 public:
  /// Takes the step of this name. Returns false if there is none.
  bool prepare(const std::string& step, const std::string& rest);

  /// Runs the program with what was prepared; $HOME stands for the home, in both directions.
  Outcome run(const std::string& command);

  /// What was prepared for a command, and none came; or nothing.
  std::string left_over() const;

  std::filesystem::path path(const std::string& name) const {
    return runner_.home.path() / in_home(name);
  }

 private:
  std::string in_home(const std::string& text) const;
  std::string without_home(const std::string& text) const;
  void set_variable(const std::string& assignment);
  void place_file(bool move, const std::string& from_and_to);
  void make_file(const std::string& name_and_content);

  AppRunner runner_;
  std::optional<std::string> input_;
  std::deque<std::string> typed_;
};

}  // namespace mayfly::test
