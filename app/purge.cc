#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

/// Cron comes first on some days: no vault yet is nothing to do.
std::int64_t purge_if_there(Context& context) {
  try {
    Vault vault = open_vault(context);
    vault.purge();
    log_purge(context, vault);
    return vault.purged();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::no_vault) throw;
    notice_to_person(context, error.what());
    return 0;
  }
}

void purge(Context& context) {
  if (context.options.json) require_output(context.io);
  const std::int64_t purged = purge_if_there(context);
  print_done(context, Json{{"purged", purged}}.dump(),
             "purged " + counted(purged, "expired message"));
}

void set_up(CLI::App& command, Context& context) {
  command.callback([&context] { purge(context); });
}

}  // namespace

void add_purge(CLI::App& root, Context& context) {
  add_command(root, "purge", "Delete what has expired, of every user; for cron",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
