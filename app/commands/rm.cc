#include "cli/commands.h"
#include "cli/reference.h"
#include "keys/passphrase_sources.h"
#include "output/wording.h"
#include "vaults/references.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct RmOptions {
  std::vector<std::string> references;
  bool all = false;
  bool yes = false;
};

bool has_pattern(const std::vector<Reference>& references) {
  return std::ranges::any_of(references, &Reference::is_pattern);
}

/// --all is plain enough for a script, so it is only asked about where somebody types.
bool is_to_be_asked(const Tool& tool, const RmOptions& options,
                    const std::vector<Reference>& references) {
  if (options.yes) return false;
  return has_pattern(references) || (options.all && tool.around.io.in_is_terminal);
}

/// Before anything is opened.
void require_somebody_to_ask(const Tool& tool, bool all) {
  if (can_ask(tool)) return;
  if (all) {
    throw Error(ErrorKind::usage, "--all asks at a terminal, and is not to ask",
                "nothing was removed; --yes does it without a question");
  }
  throw Error(ErrorKind::usage, "a pattern may fit more than is meant, and nobody can be asked",
              "nothing was removed; --yes does it without a question; to see what it fits: "
              "mayfly list 'PATTERN'");
}

void confirm(const Tool& tool, const std::string& what) {
  constexpr std::size_t kLongest = 3;
  try {
    const SecureBytes typed =
        tool.around.prompt.ask_shown("mayfly: remove " + what + "? [y/N] ", kLongest);
    const std::string_view answer = as_text(typed);
    if (answer == "y" || answer == "Y" || answer == "yes") return;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::no_terminal) throw;  // Control-D is a no as well
  }
  throw Error(ErrorKind::usage, "not confirmed", "nothing was removed");
}

/// "3 messages: 1 4 9"
std::string counted_ids(const std::vector<MessageId>& ids) {
  constexpr std::size_t kMaxShown = 20;
  std::string text = counted(std::ssize(ids), "message") + ":";
  for (std::size_t i = 0; i < std::min(ids.size(), kMaxShown); ++i)
    text += " " + std::to_string(ids[i]);
  return text + (ids.size() > kMaxShown ? " and others" : "");
}

/// select(), whose error says that nothing was removed.
Selection select_to_remove(UnlockedUser& user, const std::vector<Reference>& references) try {
  return select(user, references);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::no_such_message) throw;
  throw Error(error.kind(), Reason::no_message_to_remove, error.what());
}

Removal remove_selected(const Tool& tool, UnlockedUser& user,
                        const std::vector<Reference>& references, bool ask) {
  const Selection selection = select_to_remove(user, references);
  if (ask) confirm(tool, counted_ids(selection.all()));
  return {user.remove(selection.by_id, selection.by_name)};
}

Removal remove_all(const Tool& tool, Vault& vault, UnlockedUser& user, bool ask) {
  std::int64_t count = 0;
  if (ask) vault.each_entry(UserName(user.name()), [&](const Entry&) { ++count; });
  if (count > 0)
    confirm(tool, "all " + counted(count, "message") + " of user '" + user.name() + "'");
  return user.remove_all();
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
  if (options.references.empty() && !options.all) {
    throw Error(ErrorKind::usage, "nothing to remove",
                "name ids or names, or --all for every message of the user");
  }
  const auto references = parse_references("reference", options.references, Patterns::yes);
  const bool ask = is_to_be_asked(tool, options, references);
  if (ask) require_somebody_to_ask(tool, options.all);
  // Nobody waits in the queue for an answer.
  Vault vault = open_vault(tool, ask ? Purpose::any : Purpose::write_soon);
  UnlockedUser user = unlock_user(tool, vault);
  const Removal removal = options.all ? remove_all(tool, vault, user, ask)
                                      : remove_selected(tool, user, references, ask);
  log_access(tool, vault);
  if (!removal.left.empty()) throw newer_left(removal);
  const std::int64_t removed = removal.removed;
  tool.out.done(Json().add("removed", removed), "removed " + counted(removed, "message"));
}

class Rm final : public Command {
 public:
  void options(Options& options) override {
    const auto references =
        options.add({"reference", &options_.references,
                     "Ids, names or patterns: all of them, or none", Value::reference});
    Option all{"--all", &options_.all, "Every message of the user"};
    all.destroys = true;
    options.exclude(options.add(std::move(all)), references);
    Option yes{"--yes", &options_.yes, "Do not ask, of a pattern or --all"};
    yes.destroys = true;
    options.add(std::move(yes));
  }
  std::string examples() const override {
    return "  mayfly rm 7 door            message 7, and all of the name door\n"
           "  mayfly rm 'ci/*'            those that the pattern fits, after a question\n"
           "  mayfly rm --all --yes       everything, without a question\n";
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
