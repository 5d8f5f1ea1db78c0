#include "command_line.h"

#include <charconv>

#include "commands.h"
#include "mayfly/process.h"
#include "suggestion.h"

namespace mayfly::app {
namespace {

constexpr const char* kDescription =
    "An encrypted vault for messages that must not outlive their moment";
constexpr const char* kFooter =
    "Start with: mayfly store, then mayfly get. The manual: man mayfly\n";

void add_global_options(CLI::App& root, GlobalOptions& options) {
  root.add_option("--vault", options.vault, "The vault's file (MAYFLY_VAULT)")->type_name("FILE");
  root.add_option("--user", options.user, "Whose messages (MAYFLY_USER; default: login name)")
      ->type_name("NAME");
  root.add_option("--key-file", options.key_file, "The user's key file (MAYFLY_KEY_FILE)")
      ->type_name("FILE");
  add_passphrase_options(root, options.passphrase);
  root.add_option("--window-keys", options.window_keys,
                  "The vault's window-key file (MAYFLY_WINDOW_KEYS)")
      ->type_name("FILE");
  add_flag(root, "--json", options.json, "Print JSON, errors too");
  add_flag(root, "-q,--quiet", options.quiet, "Say nothing but errors");
  add_flag(root, "-v,--verbose", options.verbose, "Say what is done");
  root.add_option("--log-file", options.log_file, "Log to this file as well")->type_name("FILE");
  add_flag(root, "--no-input", options.no_input, "Never ask at the terminal");
  root.add_option("--color", options.color, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  root.set_version_flag("--version", [] {
    return std::string("mayfly " MAYFLY_VERSION " (") + library_versions() + ")";
  });
  root.set_help_flag("-h,--help", "Print this help");
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

/// What was typed of the tree of commands: the root, its command, and perhaps a command of that.
std::vector<const CLI::App*> typed_commands(const CLI::App& root) {
  std::vector<const CLI::App*> typed{&root};
  while (!typed.back()->get_subcommands().empty())
    typed.push_back(typed.back()->get_subcommands().front());
  return typed;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// "mayfly --help", or that of the command that was named.
std::string help_of(const CLI::App& root) {
  std::string words;
  for (const CLI::App* command : typed_commands(root)) words += command->get_name() + " ";
  return words + "--help";
}

bool takes_message(const CLI::App& root) {
  const auto commands = root.get_subcommands();
  return !commands.empty() && commands.front()->get_option_no_throw("message") != nullptr;
}

/// Words that may be part of a message are not repeated: errors end up in logs.
Error unexpected_argument(const CLI::App& root) {
  if (!takes_message(root)) return {ErrorKind::usage, "too many arguments", "see " + help_of(root)};
  return {ErrorKind::usage, "too many arguments", "quote a message that has blanks in it"};
}

Error unknown_long_option(const CLI::App& root, const std::string& word) {
  std::vector<std::string> known;
  for (const CLI::App* command : typed_commands(root)) {
    for (const std::string& name : option_names(*command)) known.push_back(name);
  }
  const std::string name = word.substr(0, word.find('='));
  const auto meant = closest(name, known);
  if (!meant && takes_message(root)) return unknown_option(root, "");
  if (meant == name) {
    return {ErrorKind::usage, name + " stands at the wrong place",
            "put it behind its command, and in front of --"};
  }
  if (name == "--passphrase") {
    return {ErrorKind::usage, "unknown option '--passphrase'",
            "it is asked for at the terminal; else name a source: --passphrase-file, say"};
  }
  return {ErrorKind::usage, "unknown option '" + name + "'",
          meant ? "did you mean " + *meant + "?" : "see " + help_of(root)};
}

Error unknown_command(const CLI::App& root, const std::string& word) {
  const CLI::App& typed = *typed_commands(root).back();
  auto meant = &typed == &root ? command_for(word) : std::nullopt;
  if (!meant) meant = closest(word, command_names(typed));
  return {ErrorKind::usage, "unknown command '" + word + "'",
          meant ? "did you mean " + *meant + "?" : "see " + help_of(root)};
}

constexpr std::string_view kNoCommand = "A subcommand is required";  // CLI11's words

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

}  // namespace

void build_command_line(CLI::App& root, Context& context) {
  root.description(kDescription);
  root.footer(kFooter);
  root.require_subcommand(0, 1);
  add_global_options(root, context.options);
  add_store(root, context);
  add_get(root, context);
  add_list(root, context);
  add_rm(root, context);
  add_purge(root, context);
  add_verify(root, context);
  add_debug_iv(root, context);
  add_init(root, context);
  add_key(root, context);
  add_unlock(root, context);
  add_lock(root, context);
}

void add_command(CLI::App& root, const char* name, const char* description,
                 std::function<void(CLI::App&)> set_up) {
  CLI::App* command = root.add_subcommand(name, description);
  command->fallthrough();
  const bool of_root = root.get_parent() == nullptr;
  command->footer("Global options: mayfly --help. The manual: man mayfly-" +
                  (of_root ? name : root.get_name()) + "\n");
  command->preparse_callback(
      [command, set_up = std::move(set_up)](std::size_t) { set_up(*command); });
}

void add_passphrase_options(CLI::App& command, PassphraseOptions& options,
                            const std::string& prefix) {
  const std::string what = prefix == "--" ? "Take the passphrase from " : "Take the new one from ";
  command.add_option(prefix + "passphrase-fd", options.fd, what + "this open descriptor")
      ->type_name("N");
  command.add_option(prefix + "passphrase-file", options.file, what + "this file")
      ->type_name("FILE");
  command
      .add_option(prefix + "passphrase-command", options.command, what + "what this command prints")
      ->type_name("CMD");
}

Error unknown_option(const CLI::App& root, const std::string& word) {
  return {ErrorKind::usage, word.size() == 2 ? "unknown option " + word : "unknown option",
          takes_message(root) ? "put -- in front of a message that begins with a dash"
                              : "see " + help_of(root)};
}

Error usage_error(const CLI::App& root, const CLI::ParseError& error) {
  const auto unknown = root.remaining(true);
  const bool of_a_word = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                         std::string_view(error.what()) == kNoCommand;
  if (!of_a_word || unknown.empty()) {
    return {ErrorKind::usage, in_plain_words(error), "see " + help_of(root)};
  }
  const std::string& word = unknown.front();
  if (word.starts_with("--")) return unknown_long_option(root, word);
  if (word.size() > 1 && word.front() == '-') return unknown_option(root, word);
  const bool names_command = !typed_commands(root).back()->get_subcommands({}).empty();
  return names_command ? unknown_command(root, word) : unexpected_argument(root);
}

std::vector<MessageId> parse_ids(const std::vector<std::string>& words) {
  std::vector<MessageId> ids;
  for (const std::string& word : words) {
    MessageId id = 0;
    const char* end = word.data() + word.size();
    const auto [stopped, error] = std::from_chars(word.data(), end, id);
    if (error != std::errc{} || stopped != end || id < 1) {
      throw Error(ErrorKind::usage, "'" + word + "' is not a message id",
                  "ids are the numbers that store and list print");
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace mayfly::app
