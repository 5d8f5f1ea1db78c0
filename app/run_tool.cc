#include "run_tool.h"

#include <string_view>

#include "cli/parser.h"
#include "cli/summary.h"
#include "cli/values.h"
#include "keys/key_source.h"
#include "mayfly/process.h"
#include "output/exit_codes.h"
#include "tool/configuration.h"

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

/// A command line that cannot be read is logged too, if it says to which file.
void start_log_of_unread(Invocation& call, Output& out) try {
  constexpr std::string_view kName = "--log-file";
  for (std::size_t i = 0; i < call.arguments.size() && !call.options.log_file; ++i) {
    const std::string_view word = call.arguments[i];
    if (word == "--") break;
    const bool apart = word == kName && i + 1 < call.arguments.size();
    if (apart && call.arguments[i + 1][0] != '-') call.options.log_file = call.arguments[i + 1];
    if (word.starts_with(std::string(kName) + "="))
      call.options.log_file = word.substr(kName.size() + 1);
  }
  out.start_log();
} catch (const Error&) {
  // Of the two errors, the command line's is told.
}

Parsed parse_or_log(Invocation& call, Output& out) try {
  return parse(call.arguments, call.options);
} catch (const Error&) {
  start_log_of_unread(call, out);
  throw;
}

/// How this call opens vaults.
VaultOptions vault_options_of(const GlobalOptions& options, Output& out, VaultOptions vault) {
  vault.on_made = [&out](const auto& file) { out.note_made(file); };
  vault.costly_kdf = options.costly_kdf;
  if (options.lock_wait) vault.lock_wait = parse_wait("--lock-wait", *options.lock_wait);
  vault.share_patience();
  if (out.shows_progress()) vault.on_progress = [&out] { out.tick(); };
  return vault;
}

/// A person who types the name alone is shown what there is. A script that forgot its command sees
/// an error all the same.
int tell_summary(Output& out) {
  out.tell(summary());
  return error_code(ErrorKind::usage, false).exit_code;
}

int parse_and_run(Invocation& call, Output& out, const Surroundings& around) {
  const Parsed parsed = parse_or_log(call, out);
  if (parsed.text) {
    out.print(*parsed.text);
    return 0;
  }
  // Before the command reads its first secret.
  out.start_log();
  if (parsed.spec->needs != Needs::nothing)
    call.options.configured = read_configuration(around.environment);
  require_consistent_sources(call.options);
  const Tool tool{call, out, around, vault_options_of(call.options, out, around.vault_options)};
  self_test();
  lock_memory();  // as far as RLIMIT_MEMLOCK lets us: keys always are
  if (out.json() || parsed.spec->needs == Needs::output) out.require_writable();
  return parsed.command->run(tool);
}

}  // namespace

int run_tool(std::span<char* const> arguments, const Surroundings& around) {
  Invocation call{arguments};
  call.options.json = asks_for_json(arguments);
  Output out(around.io, around.environment, call.options, around.progress_after);
  try {
    if (arguments.empty()) return tell_summary(out);
    return parse_and_run(call, out, around);
  } catch (const Error& error) {
    return out.error(error);
  } catch (const std::bad_alloc&) {
    return out.error(Error(ErrorKind::unexpected, "out of memory"));
  } catch (const std::exception& error) {
    return out.error(Error(ErrorKind::unexpected, error.what()));
  }
}

}  // namespace mayfly::app
