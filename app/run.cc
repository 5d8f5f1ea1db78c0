#include "run.h"

#include <sstream>
#include <string_view>

#include "command_line.h"
#include "log.h"
#include "mayfly/process.h"
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

int print_help(const CLI::App& root, const CLI::Success& request, Context& context) {
  std::ostringstream text;
  const int status = root.exit(request, text, text);
  write_out(context.io, text.str());
  return status;
}

void parse_and_run(CLI::App& root, std::span<char* const> arguments) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  root.parse(std::move(reversed));
  if (!root.get_subcommands().empty()) return;
  throw Error(ErrorKind::usage, "no command given", "see mayfly --help");
}

/// Before a command reads its first secret.
void prepare(Context& context) {
  start_log(context);
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
  root.parse_complete_callback([&] { prepare(context); });
  try {
    parse_and_run(root, arguments);
    return 0;
  } catch (const CLI::Success& request) {
    return print_help(root, request, context);
  } catch (const CLI::ParseError& error) {
    return report_error(context, usage_error(root, error));
  } catch (const Error& error) {
    return report_error(context, error);
  } catch (const std::bad_alloc&) {
    return report_error(context, Error(ErrorKind::unexpected, "out of memory"));
  } catch (const std::exception& error) {
    return report_error(context, Error(ErrorKind::unexpected, error.what()));
  }
}

}  // namespace mayfly::app
