#include <algorithm>

#include "cli/commands.h"
#include "cli/values.h"
#include "output/wording.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct RmOptions {
  std::vector<std::string> ids;
  bool all = false;
};

Removal remove(UnlockedUser& user, const RmOptions& options) {
  if (options.all) return user.remove_all();
  std::vector<MessageId> ids = parse_ids(options.ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  user.remove(ids);
  return {static_cast<std::int64_t>(ids.size())};
}

/// What was removed stays removed: the error is about the rest.
Error newer_left(const Removal& removal) {
  const auto left = std::ssize(removal.left);
  const std::string first = "message " + std::to_string(removal.left.front());
  return {ErrorKind::not_a_vault,
          (left == 1 ? first : first + " and " + counted(left - 1, "other")) +
              (left == 1 ? " is" : " are") +
              " of a newer mayfly, and stayed; removed: " + std::to_string(removal.removed),
          "update mayfly; this one leaves them as they are"};
}

void rm(const Tool& tool, const RmOptions& options) {
  if (options.ids.empty() && !options.all) {
    throw Error(ErrorKind::usage, "nothing to remove",
                "name ids, or --all for every message of the user");
  }
  parse_ids(options.ids);
  Vault vault = open_vault(tool, Purpose::write_soon);
  UnlockedUser user = unlock_user(tool, vault);
  const Removal removal = remove(user, options);
  log_access(tool, vault);
  if (!removal.left.empty()) throw newer_left(removal);
  const std::int64_t removed = removal.removed;
  tool.out.done(Json().add("removed", removed), "removed " + counted(removed, "message"));
}

class Rm final : public Command {
 public:
  void options(Options& options) override {
    const auto ids = options.add({"id", &options_.ids, "Which messages: all of them, or none"});
    Option all{"--all", &options_.all, "Every message of the user"};
    all.destroys = true;
    options.exclude(options.add(std::move(all)), ids);
  }
  std::string examples() const override {
    return "  mayfly rm 7 9\n"
           "  mayfly rm --all\n";
  }
  int run(const Tool& tool) override {
    rm(tool, options_);
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
