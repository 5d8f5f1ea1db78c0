#include "run_tool.h"

#include <string_view>

#include "cli/parser.h"
#include "cli/values.h"
#include "keys/key_source.h"
#include "mayfly/process.h"
#include "output/log.h"
#include "output/progress.h"
#include "output/report.h"

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

/// A command line that cannot be read is logged too, where it says to which file.
void start_log_of_unread(Context& context) try {
  const std::span<char* const> arguments = context.arguments;
  constexpr std::string_view kName = "--log-file";
  for (std::size_t i = 0; i < arguments.size() && !context.options.log_file; ++i) {
    const std::string_view word = arguments[i];
    if (word == "--") break;
    const bool apart = word == kName && i + 1 < arguments.size();
    if (apart && arguments[i + 1][0] != '-') context.options.log_file = arguments[i + 1];
    if (word.starts_with(std::string(kName) + "="))
      context.options.log_file = word.substr(kName.size() + 1);
  }
  start_log(context);
} catch (const Error&) {
  // Of the two errors, the command line's is told.
}

Parsed parse_or_log(Context& context) try {
  return parse(context.arguments, context.options);
} catch (const Error&) {
  start_log_of_unread(context);
  throw;
}

/// Before a command reads its first secret.
void prepare(Context& context, Progress& progress) {
  start_log(context);
  require_sources_fit(context.options);
  context.vault_options.on_made = [&context](const auto& file) { context.made.push_back(file); };
  context.vault_options.costly_kdf = context.options.costly_kdf;
  if (context.options.lock_wait)
    context.vault_options.lock_wait = parse_wait("--lock-wait", *context.options.lock_wait);
  context.vault_options.share_patience();
  if (context.io.err_is_terminal && !context.options.quiet && !context.options.json) {
    context.vault_options.on_progress = [&progress] { progress.tick(); };
    context.io.before_output = [&progress] { progress.clear(); };
  }
  self_test();
  lock_memory();  // as far as RLIMIT_MEMLOCK lets us: keys always are
}

int parse_and_run(Context& context, Progress& progress) {
  const Parsed parsed = parse_or_log(context);
  if (parsed.text) {
    write_out(context.io, *parsed.text);
    return 0;
  }
  prepare(context, progress);
  if (context.options.json || parsed.spec->needs == Needs::output) require_output(context.io);
  return parsed.command->run(context);
}

}  // namespace

int run(std::span<char* const> arguments, Context& context) {
  context.arguments = arguments;
  context.options.json = asks_for_json(arguments);
  Progress progress(context.io, context.progress_after);
  try {
    return parse_and_run(context, progress);
  } catch (const Error& error) {
    return report_error(context, error);
  } catch (const std::bad_alloc&) {
    return report_error(context, Error(ErrorKind::unexpected, "out of memory"));
  } catch (const std::exception& error) {
    return report_error(context, Error(ErrorKind::unexpected, error.what()));
  }
}

}  // namespace mayfly::app
