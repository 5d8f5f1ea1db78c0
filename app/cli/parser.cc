#include "cli/parser.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <sstream>

#include "cli/commands.h"
#include "cli/usage.h"
#include "mayfly/process.h"

namespace mayfly::app {
namespace {

using namespace std::string_view_literals;

constexpr const char* kDescription =
    "An encrypted vault for messages that must not outlive their moment";
constexpr const char* kFooter =
    "Start with: mayfly store, then mayfly get. The manual: man mayfly\n";
constexpr std::string_view kNoCommand = "A subcommand is required";  // CLI11's words

/// As the help names it; "" is what CLI11 says by itself.
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

/// Gives a command of CLI11's its options.
class Cli11Options final : public Options {
 public:
  explicit Cli11Options(CLI::App& app) : app_(app) {}

  Number add(Option option) override {
    CLI::Option* added =
        std::visit([&](auto* target) { return add_to(option, *target); }, option.target);
    if (option.value != Value::text) added->type_name(name_of(option.value));
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

void add_command(CLI::App& parent, const CommandSpec& spec, Parsed& parsed);

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

void build(CLI::App& root, GlobalOptions& global, Parsed& parsed) {
  root.name("mayfly");
  root.description(kDescription);
  root.footer(kFooter);
  root.require_subcommand(0, 1);
  Cli11Options options(root);
  add_global_options(options, global);
  root.set_version_flag("--version", [] {
    return std::string("mayfly " MAYFLY_VERSION " (") + library_versions() + ")";
  });
  root.set_help_flag("-h,--help", "Print this help");
  for (const CommandSpec& spec : commands()) add_command(root, spec, parsed);
}

/// What was typed of the tree of commands: the root, its command, and perhaps a command of that.
std::vector<const CLI::App*> typed_commands(const CLI::App& root) {
  std::vector<const CLI::App*> typed{&root};
  while (!typed.back()->get_subcommands().empty())
    typed.push_back(typed.back()->get_subcommands().front());
  return typed;
}

void add_long_options(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
}

Typed typed_of(const CLI::App& root) {
  Typed typed;
  const auto path = typed_commands(root);
  for (const CLI::App* command : path) {
    typed.words += (typed.words.empty() ? "" : " ") + command->get_name();
    add_long_options(*command, typed.options);
  }
  for (const CLI::App* command : path.back()->get_subcommands({}))
    typed.commands.push_back(command->get_name());
  typed.is_command = path.size() > 1;
  typed.takes_message = typed.is_command && path[1]->get_option_no_throw("message") != nullptr;
  return typed;
}

/// CLI11's own words, where people would stumble over them.
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
  return text;
}

Error as_usage_error(const CLI::App& root, const CLI::ParseError& error) {
  const auto unknown = root.remaining(true);
  const bool of_a_word = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         std::string_view(error.what()) == kNoCommand;
  if (of_a_word && !unknown.empty()) return unexpected_word(typed_of(root), unknown.front());
  return usage_error(typed_of(root), in_plain_words(error));
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

/// CLI11 ends a command at `++` and would drop it, where somebody meant a message.
void require_no_terminator(const std::vector<std::string>& reversed) {
  const auto begin = std::find(reversed.rbegin(), reversed.rend(), "--");
  if (std::find(reversed.rbegin(), begin, "++") == begin) return;
  throw Error(ErrorKind::usage, "++ cannot stand here", "put -- in front of a message that is ++");
}

/// Which options take a value: what the table says of them.
class ValueNames final : public Options {
 public:
  Number add(Option option) override {
    const bool named = option.names.starts_with('-');
    takes_list_ =
        takes_list_ || (!named && std::holds_alternative<std::vector<std::string>*>(option.target));
    if (named && !std::holds_alternative<bool*>(option.target))
      names_.push_back(std::move(option.names));
    return {};
  }
  void exclude(Number, Number) override {}
  void need(Number, Number) override {}

  bool contain(std::string_view name) const { return std::ranges::count(names_, name) > 0; }
  bool takes_list() const { return takes_list_; }

 private:
  std::vector<std::string> names_;
  bool takes_list_ = false;  // of words that stand by themselves
};

using Words = std::span<char* const>;

/// Those of the command that is named, and of all.
ValueNames value_names(Words words) {
  GlobalOptions global;
  ValueNames names;
  add_global_options(names, global);
  std::span<const CommandSpec> known = commands();
  for (const std::string_view word : words) {
    const auto spec =
        std::ranges::find_if(known, [&](const CommandSpec& one) { return word == one.name; });
    if (spec == known.end()) continue;
    if (spec->make != nullptr) spec->make()->options(names);
    known = spec->children;
  }
  return names;
}

bool is_dashed(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

/// What CLI11 must not see: it takes the next word for the value of `--ttl=`, and what begins with
/// a dash for another option, though that word may be the secret where a variable was empty; and
/// [1,2] for a list.
class WordCheck {
 public:
  explicit WordCheck(Words words) : words_(words), end_(std::ranges::find(words, "--"sv)) {}

  void run() {
    for (auto at = words_.begin(); at != words_.end(); ++at) {
      if (at < end_ && std::string_view(*at).starts_with("--")) check_option(at);
      if (is_bracketed(*at) && !is_value(at) && known().takes_list())
        throw Error(ErrorKind::usage, "a word in brackets cannot stand here");
    }
  }

 private:
  using At = Words::iterator;

  static bool is_bracketed(std::string_view word) {
    return word.size() > 1 && word.front() == '[' && word.back() == ']';
  }
  bool is_value(At at) { return at != words_.begin() && at <= end_ && known().contain(at[-1]); }
  /// Built when a word asks for it, which is seldom.
  const ValueNames& known() {
    if (!known_) known_ = value_names(words_);
    return *known_;
  }

  void check_option(At at) {
    std::string_view name = *at;
    const bool assigned = name.ends_with('=');
    if (assigned) name.remove_suffix(1);
    if (name.find('=') != std::string_view::npos) return;
    if (!assigned && at + 1 == words_.end()) return;  // CLI11 tells it
    const std::string_view next = assigned ? ""sv : std::string_view(at[1]);
    if (!next.empty() && !is_dashed(next)) return;
    if (!known().contain(name)) return;
    if (next.empty()) {
      throw Error(ErrorKind::usage, std::string(name) + " needs a value",
                  "a variable of a script may be empty");
    }
    throw Error(ErrorKind::usage,
                std::string(name) + " needs a value, and what follows begins with a dash",
                "if that is meant: " + std::string(name) + "=VALUE");
  }

  Words words_;
  At end_;
  std::optional<ValueNames> known_;
};

}  // namespace

Parsed parse(std::span<char* const> arguments, GlobalOptions& options) {
  WordCheck(arguments).run();
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  require_no_terminator(reversed);
  Parsed parsed;
  CLI::App root;
  build(root, options, parsed);
  try {
    root.parse(std::move(reversed));
  } catch (const CLI::CallForHelp& request) {
    if (!asks_for_help(arguments)) throw unknown_option(typed_of(root), "");
    parsed.text = text_of(root, request);
  } catch (const CLI::Success& request) {
    parsed.text = text_of(root, request);
  } catch (const CLI::ParseError& error) {
    throw as_usage_error(root, error);
  }
  if (!parsed.text && !parsed.command)
    throw Error(ErrorKind::usage, "no command given", "see mayfly --help");
  return parsed;
}

}  // namespace mayfly::app
