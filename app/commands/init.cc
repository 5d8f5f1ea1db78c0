#include "cli/commands.h"
#include "keys/passphrase_sources.h"
#include "output/wording.h"
#include "tool/places.h"
#include "vaults/new_user.h"
#include "vaults/unknown_user.h"
#include "vaults/user_replacement.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

struct InitOptions {
  bool passphrase = false;
  bool adopt = false;
  bool replace = false;
  bool yes = false;
};

/// The key that a source gives. If there is none, a person is to be asked for a passphrase, if one
/// is wanted; else the key file is to be the key.
FirstKey first_key(const Tool& tool, const InitOptions& options) {
  if (options.passphrase && tool.call.options.names_key()) {
    throw Error(ErrorKind::usage, std::string("--passphrase and ") +
                                      (tool.call.options.key_fd ? "--key-fd" : "--key-file") +
                                      " exclude each other");
  }
  auto key = key_of_new_user(tool);
  const bool ask = options.passphrase && !key;
  return {std::move(key), ask};
}

std::optional<Key> key_from(const Tool& tool, FirstKey key) {
  if (!key.ask) return std::move(key.presented);
  return new_passphrase(tool, {}, "--passphrase-file");
}

/// Makes nothing, not even window keys that are lost.
std::optional<Vault> open_vault_if_there(const Tool& tool) try {
  return open_vault(tool);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::no_vault) throw;
  return std::nullopt;
}

/// Whether to ask which kind of key a person wants: if nothing says it, and no key file is there
/// already.
bool is_open_question(const Tool& tool, const FirstKey& key, const UserName& user) {
  const bool told = key.presented || key.ask || tool.call.options.names_key() ||
                    tool.around.environment.get("MAYFLY_KEY_FILE");
  if (told || !can_ask(tool) || !tool.around.io.in_is_terminal || !tool.out.is_terminal())
    return false;
  std::error_code none;
  return !std::filesystem::exists(key_file_path(tool, user), none);
}

/// Whether it is to be a passphrase. Throws Error{usage} if no answer says it.
bool wants_passphrase(const Tool& tool) {
  constexpr int kMaxTries = 3;
  constexpr std::size_t kMaxAnswer = 32;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const SecureBytes typed = tool.around.prompt.ask_shown(
        "mayfly: open messages with a key file (k), or a passphrase (p)? [k] ", kMaxAnswer);
    const std::string_view answer = as_text(typed);
    if (answer.empty() || answer == "k" || answer == "K") return false;
    if (answer == "p" || answer == "P") return true;
  }
  throw Error(ErrorKind::usage, "that is neither k nor p",
              "nothing was changed; with --passphrase, or with --no-input, nothing is asked");
}

Error user_exists(const UserName& user) {
  return {ErrorKind::usage, "the vault has a user '" + user.str() + "' already",
          "nothing was changed; mayfly key adds and changes keys; mayfly-init(1) tells what to do "
          "if all are lost"};
}

/// The new user, and how many messages of a replaced one were lost.
struct Made {
  UnlockedUser user;
  std::optional<std::int64_t> lost = std::nullopt;
};

/// The user to be replaced must be there.
Made replace(const Tool& tool, const InitOptions& options) {
  Vault vault = open_vault(tool);
  const LockedUser known = find_known_user(tool, vault);
  auto [made, lost] = replace_user(tool, vault, known, first_key(tool, options), options.yes);
  return {std::move(made), lost};
}

Made make_user(const Tool& tool, const UserName& user, const InitOptions& options) {
  const Questions until_it_is_made(tool.around.prompt);
  if (options.replace) return replace(tool, options);
  std::optional<Key> key;
  {
    auto there = open_vault_if_there(tool);
    if (there && there->find_user(user)) throw user_exists(user);
    FirstKey first = first_key(tool, options);
    if (is_open_question(tool, first, user)) first.ask = wants_passphrase(tool);
    key = key_from(tool, std::move(first));
    if (there) require_not_renamed(tool, *there, user, key);
  }
  return {enroll(tool, open_with_window_keys(tool), user, key).user};
}

void init(const Tool& tool, const InitOptions& options) {
  const UserName user = user_name(tool);
  const Made made = make_user(tool, user, options);
  Json json;
  json.add_path("vault", vault_place(tool).database)
      .add("user", user.str())
      .add("slot", number_of(made.user.slot()))
      .add("kind", name_of(made.user.slot_kind()));
  if (made.lost) json.add("lost_messages", *made.lost);
  tool.out.done(json, "user '" + user.str() + "' can store and get messages");
}

/// A copy that can only be looked at becomes the vault.
void adopt(const Tool& tool, const InitOptions& options) {
  if (options.passphrase || options.replace) {
    throw Error(ErrorKind::usage, std::string("--adopt and --") +
                                      (options.passphrase ? "passphrase" : "replace-user") +
                                      " exclude each other");
  }
  Vault vault = open_vault(tool);
  const bool adopted = vault.adopt();
  const std::string path = vault_place(tool).database.string();
  Json json;
  json.add_path("vault", path).add("adopted", adopted);
  tool.out.done(json,
                adopted ? path + " is the vault of these window keys from now on"
                        : path + " was the vault of these window keys before: nothing was changed");
}

class Init final : public Command {
 public:
  void options(Options& options) override {
    options.add(
        {"--passphrase", &options_.passphrase, "Open messages with a passphrase, not a key file"});
    Option adopt{"--adopt", &options_.adopt, "Go on with a copy in place of the original"};
    adopt.destroys = true;
    options.add(std::move(adopt));
    Option replace{"--replace-user", &options_.replace, "Start again if all keys are lost"};
    replace.destroys = true;
    Option yes{"--yes", &options_.yes, "Do that without a question"};
    yes.destroys = true;
    options.need(options.add(std::move(yes)), options.add(std::move(replace)));
  }
  std::string examples() const override {
    return "  mayfly init                         asks which kind of key, at a terminal\n"
           "  mayfly init --passphrase\n"
           "  mayfly init --user ci --no-input    a key file\n";
  }
  int run(const Tool& tool) override {
    options_.adopt ? adopt(tool, options_) : init(tool, options_);
    return 0;
  }

 private:
  InitOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_init() {
  return std::make_unique<Init>();
}

}  // namespace mayfly::app
