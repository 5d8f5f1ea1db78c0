#include "cli/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <sstream>

#include "cli/commands.h"
#include "cli/option_names.h"
#include "cli/summary.h"
#include "cli/usage.h"
#include "cli/word_check.h"
#include "mayfly/version.h"

namespace mayfly::app {
namespace {

using Words = std::span<char* const>;

constexpr const char* kDescription =
    "An encrypted vault for messages that must not outlive their moment";
constexpr const char* kFooter =
    "The options of a command: mayfly COMMAND --help. The manual: man mayfly\n";
constexpr std::size_t kExamples = 3;
constexpr std::string_view kNoCommand = "A subcommand is required";  // CLI11's words

/// As the help names it.
const char* name_of(Value value) {
  switch (value) {
    case Value::base64:
      return "BASE64";
    case Value::command:
      return "CMD";
    case Value::descriptor:
      return "N";
    case Value::file:
      return "FILE";
    case Value::hex:
      return "HEX";
    case Value::id:
      return "ID";
    case Value::name:
      return "NAME";
    case Value::path:
      return "PATH";
    case Value::time:
      return "TIME";
    case Value::when:
      return "WHEN";
    case Value::text:
      break;
  }
  return "";
}

/// The help without CLI11's notes, such as which options exclude each other: the manual has them.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string& text = option->get_option_text();
    return text.empty() ? "" : " " + text;
  }
};

/// Gives a command of CLI11's its options.
class Cli11Options final : public Options {
 public:
  explicit Cli11Options(CLI::App& app) : app_(app) {}

  Number add(Option option) override {
    CLI::Option* added =
        std::visit([&](auto* target) { return add_to(option, *target); }, option.target);
    const bool several = std::holds_alternative<std::vector<std::string>*>(option.target);
    added->option_text(std::string(name_of(option.value)) + (several ? " ..." : ""));
    if (!option.choices.empty())
      added->check(
          CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
    added->required(option.required);
    added_.push_back(added);
    return static_cast<Number>(added_.size() - 1);
  }
  void exclude(Number one, Number other) override { at(one)->excludes(at(other)); }
  void need(Number one, Number other) override { at(one)->needs(at(other)); }

 private:
  /// A flag takes no value (CLI11 would take --latest=3).
  CLI::Option* add_to(const Option& option, bool& target) {
    return app_.add_flag(option.names, target, option.text)->disable_flag_override();
  }
  template <class Target>
  CLI::Option* add_to(const Option& option, Target& target) {
    CLI::Option* added = app_.add_option(option.names, target, option.text);
    // CLI11 would take [1,2] for a list.
    if (option.names.starts_with('-')) added->allow_extra_args(false);
    return added;
  }
  CLI::Option* at(Number number) const { return added_.at(static_cast<std::size_t>(number)); }

  CLI::App& app_;
  std::vector<CLI::Option*> added_;
};

/// CLI11 takes `store -hunter2` for -h and more, and would answer a script's message with the help.
bool asks_for_help(Words arguments) {
  return std::ranges::any_of(arguments,
                             [](std::string_view a) { return a == "-h" || a == "--help"; });
}

/// What was typed of the tree of commands: the root, its command, and perhaps a command of that.
std::vector<CLI::App*> typed_commands(CLI::App& root) {
  std::vector<CLI::App*> typed{&root};
  while (!typed.back()->get_subcommands().empty())
    typed.push_back(typed.back()->get_subcommands().front());
  return typed;
}

void add_command(CLI::App& parent, const CommandSpec& spec, Parsed& parsed);

/// What the help of a command ends with. A group of commands has an example of each of the first.
std::string examples_of(const CommandSpec& spec) {
  if (spec.make != nullptr) return spec.make()->examples();
  std::string examples;
  for (const CommandSpec& child : spec.children.first(std::min(spec.children.size(), kExamples))) {
    const std::string its = child.make()->examples();
    examples += its.substr(0, its.find('\n') + 1);
  }
  return examples;
}

std::string with_examples(const std::string& examples, const std::string& footer) {
  return examples.empty() ? footer : "Examples:\n" + examples + "\n" + footer;
}

/// When the name of a command was read.
void set_up(CLI::App& command, const CommandSpec& spec, Parsed& parsed) {
  for (const CommandSpec& child : spec.children) add_command(command, child, parsed);
  if (!spec.children.empty()) command.require_subcommand(1);
  parsed.spec = &spec;
  if (spec.make == nullptr) return;
  parsed.command = spec.make();
  Cli11Options options(command);
  parsed.command->options(options);
}

void add_command(CLI::App& parent, const CommandSpec& spec, Parsed& parsed) {
  CLI::App* command = parent.add_subcommand(spec.name, spec.summary);
  command->fallthrough();
  const std::string page = parent.get_parent() == nullptr ? spec.name : parent.get_name();
  command->footer("Global options: mayfly --help. The manual: man mayfly-" + page + "\n");
  command->preparse_callback(
      [command, &spec, &parsed](std::size_t) { set_up(*command, spec, parsed); });
}

bool is_named(const CommandSpec& spec, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return word == spec.name; });
}

/// With the commands that are named. The help has all of them, and CLI11 needs time for each.
void build(CLI::App& root, GlobalOptions& global, Parsed& parsed, Words words) {
  const bool with_all = asks_for_help(words);
  root.name("mayfly");
  root.description(kDescription);
  root.formatter(std::make_shared<HelpFormatter>());
  root.require_subcommand(0, 1);
  Cli11Options options(root);
  add_global_options(options, global);
  root.set_version_flag("--version", version_line);
  root.set_help_flag("-h,--help", "Print this help");
  for (const CommandSpec& spec : commands())
    if (with_all || is_named(spec, words)) add_command(root, spec, parsed);
}

/// Only a help shows it.
void add_footer(CLI::App& root, const Parsed& parsed) {
  if (parsed.spec == nullptr) return void(root.footer(with_examples(first_examples(), kFooter)));
  CLI::App& command = *typed_commands(root).back();
  command.footer(with_examples(examples_of(*parsed.spec), command.get_footer()));
}

Typed typed_of(CLI::App& root, const Parsed& parsed) {
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

Error as_usage_error(CLI::App& root, const Parsed& parsed, const CLI::ParseError& error) {
  const auto unknown = root.remaining(true);
  const bool of_a_word = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         std::string_view(error.what()) == kNoCommand;
  if (of_a_word && !unknown.empty())
    return unexpected_word(typed_of(root, parsed), unknown.front());
  const std::string text = in_plain_words(error);
  // The help of a command does not list the options that all commands have.
  const OptionNames global = option_names_of(nullptr);
  const bool is_global = std::ranges::any_of(
      global.all(), [&](const std::string& name) { return text.starts_with(name + ":"); });
  return is_global ? Error(ErrorKind::usage, text, "see mayfly --help")
                   : usage_error(typed_of(root, parsed), text);
}

std::string text_of(CLI::App& root, const CLI::Success& request) {
  std::ostringstream text;
  root.exit(request, text, text);
  return text.str();
}

}  // namespace

std::string version_line() {
  const LibraryVersions libraries = library_versions();
  return "mayfly " MAYFLY_VERSION " (Botan " + libraries.botan + ", SQLite " + libraries.sqlite +
         ")";
}

std::string help_of(std::vector<std::string> words) {
  Typed typed{.words = "mayfly", .commands = commands()};
  for (const std::string& word : words) {
    const auto spec = std::ranges::find(typed.commands, word, &CommandSpec::name);
    if (spec == typed.commands.end()) throw unexpected_word(typed, word);
    typed.words += " " + word;
    typed.is_command = true;
    typed.commands = spec->children;
  }
  words.emplace_back("--help");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  GlobalOptions unused;
  return parse(arguments, unused).text.value();
}

Parsed parse(std::span<char* const> arguments, GlobalOptions& options) {
  check_words(arguments);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  Parsed parsed;
  CLI::App root;
  build(root, options, parsed, arguments);
  try {
    root.parse(std::move(reversed));
  } catch (const CLI::CallForHelp& request) {
    if (!asks_for_help(arguments)) throw unknown_option(typed_of(root, parsed));
    add_footer(root, parsed);
    parsed.text = text_of(root, request);
  } catch (const CLI::Success& request) {
    parsed.text = text_of(root, request);
  } catch (const CLI::ParseError& error) {
    throw as_usage_error(root, parsed, error);
  }
  if (!parsed.text && !parsed.command)
    throw Error(ErrorKind::usage, "no command given", "see mayfly --help");
  return parsed;
}

}  // namespace mayfly::app
