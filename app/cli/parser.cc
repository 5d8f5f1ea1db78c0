#include "cli/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <sstream>

#include "cli/commands.h"
#include "cli/parser_errors.h"
#include "cli/parser_options.h"
#include "cli/program_words.h"
#include "cli/summary.h"
#include "cli/usage.h"
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
