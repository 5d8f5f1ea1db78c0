#include "cli/word_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "cli/option_names.h"
#include "mayfly/error.h"

namespace mayfly::app {
namespace {

using namespace std::string_view_literals;
using Words = std::span<char* const>;

bool is_dashed(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

/// "-o", "-o=x": not "-ox", which may be several flags.
bool is_short(std::string_view word) {
  return is_dashed(word) && word[1] != '-' && (word.size() == 2 || word[2] == '=');
}

bool is_bracketed(std::string_view word) {
  return word.size() > 1 && word.front() == '[' && word.back() == ']';
}

class WordCheck {
 public:
  explicit WordCheck(Words words) : words_(words), end_(std::ranges::find(words, "--"sv)) {}

  void run() {
    for (auto at = words_.begin(); at != words_.end(); ++at) {
      const std::string_view word = *at;
      if (at < end_ && is_dashed(word)) check_flag(at);
      if (at < end_ && (word.starts_with("--") || is_short(word))) check_option(at);
      if (at < end_ && word == "++" && !is_value(at))
        throw Error(ErrorKind::usage, "++ cannot stand here", "put -- before a message that is ++");
      if (is_bracketed(word) && !is_value(at) && known().takes_words())
        throw Error(ErrorKind::usage, "a word in brackets cannot stand here");
    }
  }

 private:
  using At = Words::iterator;

  bool is_value(At at) { return at != words_.begin() && at <= end_ && known().takes_value(at[-1]); }
  /// Built when a word asks for it, which is seldom.
  const OptionNames& known() {
    if (!known_) known_ = option_names_for(words_);
    return *known_;
  }

  /// `--all=$X` with an empty variable must not mean --all.
  void check_flag(At at) {
    const std::string_view word = *at;
    const auto name = word.substr(0, word.find('='));
    if (name.size() < word.size() && known().is_flag(name) && !is_value(at))
      throw Error(ErrorKind::usage, std::string(name) + " takes no value");
  }

  void check_option(At at) {
    std::string_view name = *at;
    const bool assigned = name.ends_with('=');
    if (assigned) name.remove_suffix(1);
    if (name.find('=') != std::string_view::npos) return check_assigned(name);
    if (!assigned && at + 1 == words_.end()) return;  // CLI11 tells it
    const std::string_view next = assigned ? ""sv : std::string_view(at[1]);
    if (!next.empty() && !is_dashed(next)) return;
    if (!known().takes_value(name)) return;
    if (next.empty()) {
      throw Error(ErrorKind::usage, std::string(name) + " needs a value",
                  "a variable of a script may be empty");
    }
    throw Error(ErrorKind::usage,
                std::string(name) + " needs a value, and what follows begins with a dash",
                is_short(name) ? "if that is meant: ./ before it"
                               : "if that is meant: " + std::string(name) + "=VALUE");
  }

  /// CLI11 would take -o=x for -o and "=x".
  void check_assigned(std::string_view word) {
    const std::string name(word.substr(0, word.find('=')));
    if (is_short(word) && known().takes_value(name))
      throw Error(ErrorKind::usage, name + " takes its value as a word of its own, without =");
  }

  Words words_;
  At end_;
  std::optional<OptionNames> known_;
};

}  // namespace

void check_words(std::span<char* const> words) {
  WordCheck(words).run();
}

}  // namespace mayfly::app
