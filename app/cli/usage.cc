#include "cli/usage.h"

#include <optional>

#include "suggestion.h"

namespace mayfly::app {
namespace {

std::string see_help(const Typed& typed) {
  return "see " + typed.words + " --help";
}

std::string did_you_mean(const Typed& typed, const std::optional<std::string>& meant) {
  return meant ? "did you mean " + *meant + "?" : see_help(typed);
}

/// Words that may be part of a message are not repeated: errors end up in logs.
Error unexpected_argument(const Typed& typed) {
  return {ErrorKind::usage, "too many arguments",
          typed.takes_message ? "quote a message that has blanks in it" : see_help(typed)};
}

Error unknown_long_option(const Typed& typed, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const auto meant = closest(name, typed.options);
  if (!meant && typed.takes_message) return unknown_option(typed, "");
  if (meant == name) {
    return {ErrorKind::usage, name + " stands at the wrong place",
            "put it behind its command, and in front of --"};
  }
  if (name == "--passphrase") {
    return {ErrorKind::usage, "unknown option '--passphrase'",
            "it is asked for at the terminal; else name a source: --passphrase-file, say"};
  }
  return {ErrorKind::usage, "unknown option '" + name + "'", did_you_mean(typed, meant)};
}

Error unknown_command(const Typed& typed, const std::string& word) {
  auto meant = typed.is_command ? std::nullopt : command_for(word);
  if (!meant) meant = closest(word, typed.commands);
  return {ErrorKind::usage, "unknown command '" + word + "'", did_you_mean(typed, meant)};
}

}  // namespace

Error unknown_option(const Typed& typed, const std::string& word) {
  return {ErrorKind::usage, word.size() == 2 ? "unknown option " + word : "unknown option",
          typed.takes_message ? "put -- in front of a message that begins with a dash"
                              : see_help(typed)};
}

Error unexpected_word(const Typed& typed, const std::string& word) {
  if (word.starts_with("--")) return unknown_long_option(typed, word);
  if (word.size() > 1 && word.front() == '-') return unknown_option(typed, word);
  return typed.commands.empty() ? unexpected_argument(typed) : unknown_command(typed, word);
}

Error usage_error(const Typed& typed, const std::string& text) {
  return {ErrorKind::usage, text, see_help(typed)};
}

}  // namespace mayfly::app
