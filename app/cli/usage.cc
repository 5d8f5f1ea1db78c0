#include "cli/usage.h"

#include <algorithm>
#include <optional>

#include "cli/option_names.h"
#include "cli/suggestion.h"

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
          typed.takes_message ? "quote a message that contains spaces" : see_help(typed)};
}

/// What to do about an option that other tools have, or one of other commands.
std::optional<std::string> hint_for(const Typed& typed, const std::string& name) {
  const bool is_message = name == "-m" || name == "--message";
  if (is_message && typed.takes_message)
    return "the message stands by itself, or comes by standard input";
  if (name == "--passphrase")
    return "it is asked for at the terminal; or name a source, for example --passphrase-file";
  const auto synonym = option_for(name, typed.options_to_propose);
  if (synonym) return did_you_mean(typed, synonym);
  if (is_message) return see_help(typed);
  return std::nullopt;
}

Error unknown_named_option(const Typed& typed, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  if (std::ranges::count(typed.options, name) > 0) {
    return {ErrorKind::usage, name + " is in the wrong place",
            "put it after its command, and before --"};
  }
  const Error named(ErrorKind::usage, "unknown option '" + name + "'");
  if (const auto hint = hint_for(typed, name)) return {named.kind(), named.what(), *hint};
  const auto meant = closest(name, typed.options_to_propose);
  if (meant) return {named.kind(), named.what(), did_you_mean(typed, meant)};
  const bool known = closest(name, all_option_names().all()).has_value();
  return known ? Error(named.kind(), named.what(), see_help(typed)) : unknown_option(typed);
}

std::vector<std::string> names_of(std::span<const CommandSpec> commands, bool to_propose) {
  std::vector<std::string> names;
  for (const CommandSpec& spec : commands) {
    if (!spec.hidden && (!to_propose || !spec.destroys)) names.emplace_back(spec.name);
  }
  return names;
}

Error unknown_command(const Typed& typed, const std::string& word) {
  auto meant = typed.is_command ? std::nullopt : command_for(word);
  if (!meant) meant = closest(word, names_of(typed.commands, true));
  const bool known = meant || closest(word, names_of(typed.commands, false));
  return {ErrorKind::usage, known ? "unknown command '" + word + "'" : "unknown command",
          did_you_mean(typed, meant)};
}

}  // namespace

Error unknown_option(const Typed& typed) {
  return {
      ErrorKind::usage, "unknown option",
      typed.takes_message ? "put -- before a message that begins with a dash" : see_help(typed)};
}

Error unexpected_word(const Typed& typed, const std::string& word) {
  const bool is_option = word.size() > 1 && word.front() == '-';
  if (is_option) {
    // -hunter2 may be a message; of -x there is nothing to hide.
    return word.size() == 2 || word.starts_with("--") ? unknown_named_option(typed, word)
                                                      : unknown_option(typed);
  }
  return typed.commands.empty() ? unexpected_argument(typed) : unknown_command(typed, word);
}

Error usage_error(const Typed& typed, const std::string& text) {
  return {ErrorKind::usage, text, see_help(typed)};
}

}  // namespace mayfly::app
