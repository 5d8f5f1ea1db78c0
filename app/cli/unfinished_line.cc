#include "cli/unfinished_line.h"

#include <algorithm>
#include <variant>

#include "cli/commands.h"

namespace mayfly::app {
namespace {

class Reading {
 public:
  explicit Reading(GlobalOptions& global) {
    line_.commands = commands();
    add_global_options(line_.options, global);
  }

  UnfinishedLine read(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) take(words[i]);
    finish(words.empty() ? std::string() : words.back());
    return std::move(line_);
  }

 private:
  void take(const std::string& word) {
    if (awaited_ != nullptr) {
      set(*awaited_, word);
      awaited_ = nullptr;
    } else if (!is_option(word)) {
      take_word(word);
    } else if (word == "--") {
      only_words_ = true;
    } else {
      take_option(word);
    }
  }

  bool is_option(const std::string& word) const {
    return !only_words_ && word.size() > 1 && word.front() == '-';
  }

  void take_option(const std::string& word) {
    const auto assigned = word.find('=');
    const Option* option = line_.options.find(word.substr(0, assigned));
    if (option == nullptr || !takes_value(*option)) return;
    if (assigned == std::string::npos) {
      awaited_ = option;
    } else {
      set(*option, word.substr(assigned + 1));
    }
  }

  static void set(const Option& option, const std::string& value) {
    if (auto* const* target = std::get_if<std::optional<std::string>*>(&option.target))
      **target = value;
  }

  /// The name of a command, or a word that the command takes.
  void take_word(const std::string& word) {
    const auto spec = std::ranges::find(line_.commands, word, &CommandSpec::name);
    if (spec == line_.commands.end()) {
      line_.commands = {};
      ++words_taken_;
      return;
    }
    line_.commands = spec->children;
    takes_program_ = spec->takes_program;
    if (spec->make == nullptr) return;
    line_.command = spec->make();
    line_.command->options(line_.options);
  }

  void finish(const std::string& word) {
    line_.word = word;
    line_.value_of = awaited_;
    const auto assigned = word.find('=');
    if (awaited_ == nullptr && is_option(word) && assigned != std::string::npos) {
      line_.value_of = line_.options.find(word.substr(0, assigned));
      line_.before = word.substr(0, assigned + 1);
      line_.word = word.substr(assigned + 1);
    }
    if (line_.value_of == nullptr && line_.commands.empty() && line_.before.empty())
      line_.value_of = awaited_word();
    line_.only_words = only_words_;
    line_.of_program = only_words_ && takes_program_;
  }

  /// Of the words that the command takes, the one whose turn it is; the last may take several.
  const Option* awaited_word() const {
    const Option* found = nullptr;
    std::size_t turn = 0;
    for (const Option& option : line_.options.all()) {
      if (option.names.starts_with('-')) continue;
      const bool several = std::holds_alternative<std::vector<std::string>*>(option.target);
      if (several || turn == words_taken_) found = &option;
      ++turn;
    }
    return found;
  }

  UnfinishedLine line_;
  const Option* awaited_ = nullptr;
  bool only_words_ = false;
  bool takes_program_ = false;
  std::size_t words_taken_ = 0;
};

}  // namespace

UnfinishedLine read_unfinished(const std::vector<std::string>& words, GlobalOptions& options) {
  return Reading(options).read(words);
}

}  // namespace mayfly::app
