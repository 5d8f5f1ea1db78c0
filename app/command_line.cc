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
  root.add_flag("--json", options.json, "Print JSON, errors too");
  root.add_flag("-q,--quiet", options.quiet, "Say nothing but errors");
  root.add_flag("-v,--verbose", options.verbose, "Say what is done");
  root.add_option("--log-file", options.log_file, "Log to this file as well")->type_name("FILE");
  root.add_flag("--no-input", options.no_input, "Never ask for anything on the terminal");
  root.add_option("--color", options.color, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  root.set_version_flag("--version", [] {
    return std::string("mayfly " MAYFLY_VERSION " (") + library_versions() + ")";
  });
  root.set_help_flag("-h,--help", "Print this help");
}

std::vector<std::string> command_names(const CLI::App& root) {
  std::vector<std::string> names;
  for (const CLI::App* command : root.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

Error unknown_word(const CLI::App& root, const std::string& word) {
  const auto commands = root.get_subcommands();
  const bool is_option = word.size() > 1 && word.front() == '-';
  std::vector<std::string> known = is_option ? option_names(root) : command_names(root);
  if (!commands.empty()) {
    if (!is_option) {
      return {ErrorKind::usage, "unexpected argument '" + word + "'",
              "quote a message that has blanks in it"};
    }
    for (const std::string& name : option_names(*commands.front())) known.push_back(name);
  }
  const auto meant = closest(word.substr(0, word.find('=')), known);
  const std::string help =
      "mayfly " + (commands.empty() ? "" : commands.front()->get_name() + " ") + "--help";
  return {ErrorKind::usage,
          std::string("unknown ") + (is_option ? "option" : "command") + " '" + word + "'",
          meant ? "did you mean " + *meant + "?" : "see " + help};
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
  add_debug_iv(root, context);
}

void add_command(CLI::App& root, const char* name, const char* description,
                 std::function<void(CLI::App&)> set_up) {
  CLI::App* command = root.add_subcommand(name, description);
  command->fallthrough();
  command->footer(std::string("Global options: mayfly --help. The manual: man mayfly-") + name +
                  "\n");
  command->preparse_callback(
      [command, set_up = std::move(set_up)](std::size_t) { set_up(*command); });
}

Error usage_error(const CLI::App& root, const CLI::ParseError& error) {
  const auto unknown = root.remaining(true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unknown.empty()) {
    return unknown_word(root, unknown.front());
  }
  return {ErrorKind::usage, error.what(), "see mayfly --help"};
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
