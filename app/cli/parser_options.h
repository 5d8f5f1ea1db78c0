#pragma once

// For parser.cc alone: how a command of CLI11's gets its options.

#include <CLI/App.hpp>
#include <vector>

#include "cli/command.h"
#include "cli/typed_words.h"

namespace mayfly::app {

/// Thrown where more than what was typed has to be built.
struct NeedsAll {};

/// Gives a command of CLI11's its options: those that are typed, or all of them if there are no
/// words.
class Cli11Options final : public Options {
 public:
  /// Both must outlive it.
  Cli11Options(CLI::App& app, const TypedWords* words) : app_(app), words_(words) {}

  Number add(Option option) override;
  void exclude(Number one, Number other) override;
  /// Throws NeedsAll if the other one was not typed.
  void need(Number one, Number other) override;

 private:
  bool is_typed(const Option& option) const;
  CLI::Option* build(const Option& option);
  CLI::Option* add_to(const Option& option, bool& target);
  template <class Target>
  CLI::Option* add_to(const Option& option, Target& target);
  CLI::Option* at(Number number) const { return added_.at(static_cast<std::size_t>(number)); }

  CLI::App& app_;
  const TypedWords* words_;
  std::vector<CLI::Option*> added_;  ///< null: not typed
};

}  // namespace mayfly::app
