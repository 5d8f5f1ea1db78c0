#include "cli/parser_errors.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/option_names.h"

namespace mayfly::app {
namespace {

constexpr std::string_view kNoCommand = "A subcommand is required";  // CLI11's words

/// What was typed of the tree of commands: the root, its command, and perhaps a command of that.
std::vector<const CLI::App*> typed_commands(const CLI::App& root) {
  std::vector<const CLI::App*> typed{&root};
  while (!typed.back()->get_subcommands().empty())
    typed.push_back(typed.back()->get_subcommands().front());
  return typed;
}

/// Puts CLI11's own words better if people would stumble over them.
std::string in_plain_words(const CLI::ParseError& error) {
  std::string text = error.what();
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

}  // namespace

Typed typed_of(const CLI::App& root, const Parsed& parsed) {
  Typed typed;
  for (const CLI::App* command : typed_commands(root))
    typed.words += (typed.words.empty() ? "" : " ") + command->get_name();
  const OptionNames names = option_names_of(parsed.spec);
  typed.options = names.all();
  typed.options_to_propose = names.to_propose();
  typed.takes_message = names.takes_message();
  typed.is_command = parsed.spec != nullptr;
  typed.commands = parsed.spec == nullptr ? commands() : parsed.spec->children;
  return typed;
}

Error as_usage_error(const CLI::App& root, const Parsed& parsed, const CLI::ParseError& error) {
  const auto unknown = root.remaining(true);
  if (parsed.spec != nullptr && parsed.spec->takes_program && !unknown.empty() &&
      !unknown.front().starts_with('-')) {
    return {ErrorKind::usage, "a word that is no option stands before --",
            "a program and its words stand after --: mayfly run --env VAR=REF -- PROGRAM"};
  }
  const bool of_a_word = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         std::string_view(error.what()) == kNoCommand;
  if (of_a_word && !unknown.empty())
    return unexpected_word(typed_of(root, parsed), unknown.front());
  const std::string text = in_plain_words(error);
  // The help of a command does not list the options that all commands have.
  const OptionNames global = option_names_of(nullptr);
  const bool is_global = std::ranges::any_of(global.all(), [&](const std::string& name) {
    return text.starts_with(name + ":") || text.starts_with(name + " ");
  });
  return is_global ? Error(ErrorKind::usage, text, "see mayfly --help")
                   : usage_error(typed_of(root, parsed), text);
}

}  // namespace mayfly::app
