#include "cli/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <sstream>

#include "cli/commands.h"
#include "cli/parser_errors.h"
#include "cli/program_words.h"
#include "cli/summary.h"
#include "cli/typed_words.h"
#include "cli/usage.h"
#include "cli/value_names.h"
#include "cli/word_check.h"
#include "mayfly/version.h"

namespace mayfly::app {
namespace {

constexpr const char* kDescription =
    "An encrypted vault for messages that must not outlive their moment";
constexpr const char* kFooter =
    "The options of a command: mayfly COMMAND --help. The manual: man mayfly\n";

/// The help without CLI11's notes, such as which options exclude each other: the manual has them.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string& text = option->get_option_text();
    return text.empty() ? "" : " " + text;
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = CLI::Formatter::make_usage(app, std::move(name));
    const auto spec = std::ranges::find(commands(), app->get_name(), &CommandSpec::name);
    if (spec == commands().end() || !spec->takes_program) return usage;
    const auto end = usage.find_last_not_of('\n') + 1;
    return usage.insert(end, " -- PROGRAM [ARGUMENT...]");
  }
};

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

Options::Number Cli11Options::add(Option option) {
  added_.push_back(is_typed(option) ? build(option) : nullptr);
  return static_cast<Number>(added_.size() - 1);
}

void Cli11Options::exclude(Number one, Number other) {
  if (at(one) != nullptr && at(other) != nullptr) at(one)->excludes(at(other));
}

void Cli11Options::need(Number one, Number other) {
  if (at(one) == nullptr) return;
  if (at(other) == nullptr) throw NeedsAll{};
  at(one)->needs(at(other));
}

bool Cli11Options::is_typed(const Option& option) const {
  return words_ == nullptr || option.required || !option.names.starts_with('-') ||
         words_->has_option(option.names);
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): the generic lambda needs *this
CLI::Option* Cli11Options::build(const Option& option) {
  CLI::Option* added =
      std::visit([&](auto* target) { return add_to(option, *target); }, option.target);
  const bool several = std::holds_alternative<std::vector<std::string>*>(option.target);
  // A word that stands by itself has said in its name what it is.
  const bool is_said = option.value == Value::reference && !option.names.starts_with('-');
  added->option_text((is_said ? std::string() : std::string(name_of(option.value))) +
                     (several ? " ..." : ""));
  if (!option.choices.empty())
    added->check(
        CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
  added->required(option.required);
  return added;
}

/// A flag takes no value (CLI11 would take --latest=3).
CLI::Option* Cli11Options::add_to(const Option& option, bool& target) {
  return app_.add_flag(option.names, target, option.text)->disable_flag_override();
}

template <class Target>
CLI::Option* Cli11Options::add_to(const Option& option, Target& target) {
  CLI::Option* added = app_.add_option(option.names, target, option.text);
  // CLI11 would take [1,2] for a list.
  if (option.names.starts_with('-')) added->allow_extra_args(false);
  return added;
}

/// Builds what reads a command line: what is typed of it, or all of it if there are no words.
struct Building {
  Parsed& parsed;
  const TypedWords* words;

  bool wants(const CommandSpec& spec) const {
    return words == nullptr || words->has_command(spec.name);
  }
};

void add_command(CLI::App& parent, const CommandSpec& spec, const Building& building);

/// What the help of a command ends with. A group of commands has one of each of the first.
std::string examples_of(const CommandSpec& spec) {
  constexpr std::size_t kMost = 3;
  if (spec.make != nullptr) return spec.make()->examples();
  std::string examples;
  for (const CommandSpec& child : spec.children.first(std::min(spec.children.size(), kMost))) {
    const std::string its = child.make()->examples();
    examples += its.substr(0, its.find('\n') + 1);
  }
  return examples;
}

/// It goes before the line that is there, and is asked for when the help is printed.
void add_examples(CLI::App& command, const CommandSpec& spec) {
  command.footer([&spec] {
    const std::string examples = examples_of(spec);
    return examples.empty() ? examples : "Examples:\n" + examples;
  });
}

/// When the name of a command was read.
void set_up(CLI::App& command, const CommandSpec& spec, const Building& building) {
  for (const CommandSpec& child : spec.children) add_command(command, child, building);
  if (!spec.children.empty()) command.require_subcommand(1);
  Parsed& parsed = building.parsed;
  parsed.spec = &spec;
  if (building.words == nullptr) add_examples(command, spec);
  if (spec.make == nullptr) return;
  parsed.command = spec.make();
  Cli11Options options(command, building.words);
  parsed.command->options(options);
}

void add_command(CLI::App& parent, const CommandSpec& spec, const Building& building) {
  if (!building.wants(spec)) return;
  CLI::App* command = parent.add_subcommand(spec.name, spec.summary);
  if (spec.hidden) command->group("");
  command->fallthrough();
  if (building.words == nullptr) {
    const std::string page = parent.get_parent() == nullptr ? spec.name : parent.get_name();
    command->footer("Global options: mayfly --help. The manual: man mayfly-" + page + "\n");
  }
  command->preparse_callback(
      [command, &spec, building](std::size_t) { set_up(*command, spec, building); });
}

void build(CLI::App& root, GlobalOptions& global, const Building& building) {
  root.name("mayfly");
  root.require_subcommand(0, 1);
  if (building.words == nullptr) {
    root.description(kDescription);
    root.footer("Examples:\n" + first_examples() + "\n" + kFooter);
    root.formatter(std::make_shared<HelpFormatter>());  // which commands take over
  }
  Cli11Options options(root, building.words);
  add_global_options(options, global);
  if (building.words == nullptr) {
    root.set_version_flag("--version", version_line);
  }
  root.set_help_flag("-h,--help", "Print this help");  // which commands take over, too
  for (const CommandSpec& spec : commands()) add_command(root, spec, building);
}

/// What was typed of the tree of commands: "mayfly key list".
std::string typed_commands(const CLI::App& root) {
  std::string words = root.get_name();
  for (const CLI::App* at = &root; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    words += " " + at->get_name();
  }
  return words;
}

Typed typed_of(const CLI::App& root, const Parsed& parsed) {
  return typed_as(typed_commands(root), parsed.spec);
}

Error as_usage_error(const CLI::App& root, const Parsed& parsed, const CLI::ParseError& error) {
  const bool is_extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  return usage_error_of(
      {typed_of(root, parsed), parsed.spec, error.what(), is_extra, root.remaining(true)});
}

std::string text_of(const CLI::App& root, const CLI::Success& request) {
  std::ostringstream text;
  root.exit(request, text, text);
  return text.str();
}

/// CLI11 takes `store -hunter2` for -h and more, and would answer a script's message with the help.
bool asks_for_help(std::span<char* const> arguments) {
  return std::ranges::any_of(arguments,
                             [](std::string_view a) { return a == "-h" || a == "--help"; });
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
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  GlobalOptions unused;
  return parse(arguments, unused).text.value();
}

namespace {

/// Reads a command line of which all that is typed is right; nothing if it is not, or asks for
/// help.
std::optional<Parsed> parse_typed(std::span<char* const> arguments, GlobalOptions& options) try {
  const TypedWords words(arguments);
  Parsed parsed;
  CLI::App root;
  build(root, options, {parsed, &words});
  root.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  return parsed.command ? std::optional(std::move(parsed)) : std::nullopt;
} catch (const CLI::Error&) {
  return std::nullopt;
} catch (const NeedsAll&) {
  return std::nullopt;
}

/// With all options and commands: for what there is to say about a command line.
Parsed parse_with_all(std::span<char* const> arguments, GlobalOptions& options) {
  Parsed parsed;
  CLI::App root;
  build(root, options, {parsed, nullptr});
  try {
    root.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp& request) {
    if (!asks_for_help(arguments)) throw unknown_option(typed_of(root, parsed));
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

}  // namespace

Parsed parse(std::span<char* const> words, GlobalOptions& options) {
  const auto arguments = own_words(words);
  check_words(arguments);
  const GlobalOptions before = options;
  if (auto parsed = parse_typed(arguments, options)) return std::move(*parsed);
  options = before;
  return parse_with_all(arguments, options);
}

}  // namespace mayfly::app
