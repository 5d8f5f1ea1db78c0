#include <algorithm>

#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

struct RmOptions {
  std::vector<std::string> ids;
  bool all = false;
};

std::int64_t remove(UnlockedUser& user, const RmOptions& options) {
  if (options.all) return user.remove_all();
  std::vector<MessageId> ids = parse_ids(options.ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  user.remove(ids);
  return static_cast<std::int64_t>(ids.size());
}

void rm(Context& context, const RmOptions& options) {
  if (options.ids.empty() && !options.all) {
    throw Error(ErrorKind::usage, "nothing to remove",
                "name ids, or --all for every message of the user");
  }
  parse_ids(options.ids);
  if (context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  auto user = unlock_user(context, vault);
  if (!user && !options.all) throw no_message(options.ids.front());
  const std::int64_t removed = user ? remove(*user, options) : 0;
  log_access(context, vault);
  print_done(context, Json{{"removed", removed}}.dump(), "removed " + counted(removed, "message"));
}

void set_up(CLI::App& command, Context& context) {
  auto options = std::make_shared<RmOptions>();
  CLI::Option* ids = command.add_option("id", options->ids, "Which messages: all of them, or none");
  add_flag(command, "--all", options->all, "Every message of the user")->excludes(ids);
  command.callback([&context, options] { rm(context, *options); });
}

}  // namespace

void add_rm(CLI::App& root, Context& context) {
  add_command(root, "rm", "Remove messages before they expire",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
