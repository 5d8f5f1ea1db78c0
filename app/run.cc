#include "run.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "command_line.h"
#include "log.h"
#include "mayfly/process.h"
#include "progress.h"
#include "report.h"

namespace mayfly::app {
namespace {

/// An error in the command line is to be told as JSON too, though the option may not have been read
/// yet.
bool asks_for_json(std::span<char* const> arguments) {
  for (const std::string_view argument : arguments) {
    if (argument == "--") return false;
    if (argument == "--json") return true;
  }
  return false;
}

void print_help(const CLI::App& root, const CLI::Success& request, Context& context) {
  std::ostringstream text;
  root.exit(request, text, text);
  write_out(context.io, text.str());
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

void parse_and_run(CLI::App& root, Context& context) {
  std::vector<std::string> reversed(context.arguments.rbegin(), context.arguments.rend());
  require_no_terminator(reversed);
  try {
    root.parse(std::move(reversed));
  } catch (const CLI::CallForHelp& request) {
    if (!asks_for_help(context.arguments)) throw unknown_option(root, "");
    return print_help(root, request, context);
  } catch (const CLI::Success& request) {
    return print_help(root, request, context);
  } catch (const CLI::ParseError& error) {
    throw usage_error(root, error);
  }
  if (!root.get_subcommands().empty()) return;
  throw Error(ErrorKind::usage, "no command given", "see mayfly --help");
}

/// Before a command reads its first secret.
void prepare(Context& context, Progress& progress) {
  start_log(context);
  if (context.io.err_is_terminal && !context.options.quiet && !context.options.json) {
    context.vault_options.on_progress = [&progress] { progress.tick(); };
    context.io.before_output = [&progress] { progress.clear(); };
  }
  self_test();
  if (!lock_memory() && context.options.verbose) {
    log_warning(context,
                "RLIMIT_MEMLOCK keeps memory from being locked: only keys stay out of swap");
  }
}

}  // namespace

int run(std::span<char* const> arguments, Context& context) {
  context.arguments = arguments;
  context.options.json = asks_for_json(arguments);
  CLI::App root;
  root.name("mayfly");
  build_command_line(root, context);
  Progress progress(context.io);
  root.parse_complete_callback([&] { prepare(context, progress); });
  try {
    parse_and_run(root, context);
    return 0;
  } catch (const Error& error) {
    return report_error(context, error);
  } catch (const std::bad_alloc&) {
    return report_error(context, Error(ErrorKind::unexpected, "out of memory"));
  } catch (const std::exception& error) {
    return report_error(context, Error(ErrorKind::unexpected, error.what()));
  }
}

}  // namespace mayfly::app
