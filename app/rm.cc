#include <algorithm>

#include "cli/commands.h"
#include "cli/values.h"
#include "output/json.h"
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
  Vault vault = open_vault(context);
  UnlockedUser user = unlock_user(context, vault);
  const std::int64_t removed = remove(user, options);
  log_access(context, vault);
  print_done(context, Json().add("removed", removed), "removed " + counted(removed, "message"));
}

class Rm final : public Command {
 public:
  void options(Options& options) override {
    const auto ids = options.add({"id", &options_.ids, "Which messages: all of them, or none"});
    Option all{"--all", &options_.all, "Every message of the user"};
    all.destroys = true;
    options.exclude(options.add(std::move(all)), ids);
  }
  int run(Context& context) override {
    rm(context, options_);
    return 0;
  }

 private:
  RmOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_rm() {
  return std::make_unique<Rm>();
}

}  // namespace mayfly::app
