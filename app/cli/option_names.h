#pragma once

// The names of options, as the table of commands has them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace mayfly::app {

/// Collects the names of the options that it is shown.
class OptionNames final : public Options {
 public:
  Number add(Option option) override;
  void exclude(Number, Number) override {}
  void need(Number, Number) override {}

  /// "-q" and "--quiet", each by itself.
  const std::vector<std::string>& all() const { return all_; }
  /// Those that may be proposed: long ones that destroy nothing.
  const std::vector<std::string>& to_propose() const { return to_propose_; }
  bool takes_value(std::string_view name) const;
  bool is_flag(std::string_view name) const;
  /// Whether several words may stand by themselves.
  bool takes_words() const { return takes_words_; }
  bool takes_message() const { return takes_message_; }

 private:
  std::vector<std::string> all_, to_propose_, with_value_;
  bool takes_words_ = false;
  bool takes_message_ = false;
};

/// Of every command's options, and the global ones.
OptionNames all_option_names();

/// Of the options of the command that is named first among the words, and the global ones.
OptionNames option_names_for(std::span<char* const> words);

/// Of the options of a command (nullptr: of none), and the global ones.
OptionNames option_names_of(const CommandSpec* spec);

}  // namespace mayfly::app
