#include <algorithm>

#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

struct RmOptions {
  std::vector<std::string> ids;
  bool all = false;
};

void print(Context& context, std::int64_t removed) {
  if (context.options.json) return write_out(context.io, Json{{"removed", removed}}.dump() + "\n");
  notice_to_person(
      context, "removed " + std::to_string(removed) + (removed == 1 ? " message" : " messages"));
}

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
  Vault vault = open_vault(context);
  auto user = unlock_user(context, vault);
  if (!user && !options.all) {
    throw Error(ErrorKind::no_such_message, "no message " + options.ids.front());
  }
  print(context, user ? remove(*user, options) : 0);
  log_purge(context, vault);
}

void set_up(CLI::App& command, Context& context) {
  auto options = std::make_shared<RmOptions>();
  CLI::Option* ids = command.add_option("id", options->ids, "Which messages: all of them, or none");
  command.add_flag("--all", options->all, "Every message of the user")->excludes(ids);
  command.callback([&context, options] { rm(context, *options); });
}

}  // namespace

void add_rm(CLI::App& root, Context& context) {
  add_command(root, "rm", "Remove messages before they expire",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
