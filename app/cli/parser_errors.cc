#include "cli/parser_errors.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/option_names.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kNoCommand = "A subcommand is required";  // CLI11's words

/// Puts CLI11's own words better if people would stumble over them.
std::string in_plain_words(const std::string& text) {
  const auto excludes = text.find(" excludes ");
  if (excludes != std::string::npos) {
    return text.substr(0, excludes) + " and " + text.substr(excludes + 10) + " exclude each other";
  }
  if (text == kNoCommand) return "no command given";
  const auto twice = text.find(": At Most 1 required");
  if (twice != std::string::npos) return text.substr(0, twice) + " is given twice";
  const auto required = text.find(": 1 required ");
  if (required != std::string::npos) return text.substr(0, required) + " needs a value";
  const auto override = text.find(" was given a disallowed flag override");
  if (override != std::string::npos) return "--" + text.substr(0, override) + " takes no value";
  const auto not_in = text.rfind(" not in {");
  if (not_in != std::string::npos) {
    std::string choices = text.substr(not_in + 9, text.size() - not_in - 10);
    for (auto at = choices.find(','); at != std::string::npos; at = choices.find(',', at + 1))
      choices.insert(at + 1, " ");
    return text.substr(0, text.find(": ")) + ": not one of " + choices;
  }
  return text;
}

/// The help of a command does not list the options that all commands have.
bool is_of_global_option(const std::string& text) {
  const OptionNames global = option_names_of(nullptr);
  return std::ranges::any_of(global.all(), [&](const std::string& name) {
    return text.starts_with(name + ":") || text.starts_with(name + " ");
  });
}

}  // namespace

Typed typed_as(std::string words, const CommandSpec* spec) {
  Typed typed;
  typed.words = std::move(words);
  const OptionNames names = option_names_of(spec);
  typed.options = names.all();
  typed.options_to_propose = names.to_propose();
  typed.takes_message = names.takes_message();
  typed.is_command = spec != nullptr;
  typed.commands = spec == nullptr ? commands() : spec->children;
  return typed;
}

Error usage_error_of(const Misread& misread) {
  const auto& [typed, spec, said, is_extra, unknown] = misread;
  if (spec != nullptr && spec->takes_program && !unknown.empty() &&
      !unknown.front().starts_with('-')) {
    return {ErrorKind::usage, "a word that is no option stands before --",
            "a program and its words stand after --: mayfly run --env VAR=REF -- PROGRAM"};
  }
  if ((is_extra || said == kNoCommand) && !unknown.empty())
    return unexpected_word(typed, unknown.front());
  const std::string text = in_plain_words(said);
  return is_of_global_option(text) ? Error(ErrorKind::usage, text, "see mayfly --help")
                                   : usage_error(typed, text);
}

}  // namespace mayfly::app
