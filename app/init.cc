#include "cli/commands.h"
#include "enrolment.h"
#include "output/json.h"
#include "passphrase.h"
#include "places.h"
#include "slot_kind.h"
#include "unknown_user.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

struct InitOptions {
  bool passphrase = false;
  bool adopt = false;
};

/// The key that a source gives. Where a passphrase is wanted, and none does, a person is asked for
/// a new one. Nothing where the key file is to be the key.
std::optional<Key> wanted_key(Context& context, const InitOptions& options) {
  if (options.passphrase && context.options.names_key()) {
    throw Error(ErrorKind::usage, std::string("--passphrase and ") +
                                      (context.options.key_fd ? "--key-fd" : "--key-file") +
                                      " exclude each other");
  }
  auto key = key_of_new_user(context);
  if (key || !options.passphrase) return key;
  return new_passphrase(context, {}, "--passphrase-file");
}

void init(Context& context, const InitOptions& options) {
  const UserName user = user_name(context);
  auto there = open_vault_that_is_there(context);
  if (there && there->find_user(user)) {
    throw Error(ErrorKind::usage, "the vault has a user '" + user.str() + "' already",
                "nothing was changed; mayfly key adds and changes keys");
  }
  const auto key = wanted_key(context, options);
  if (there) require_not_renamed(context, *there, user, key);
  const VaultAccess access = enroll(context, std::move(there), user, key);
  Json json;
  json.add_path("vault", vault_place(context).database)
      .add("user", user.str())
      .add("slot", access.user.slot())
      .add("kind", name_of(access.user.slot_kind()));
  print_done(context, json, "user '" + user.str() + "' can store and get messages");
}

/// A copy that can only be looked at becomes the vault.
void adopt(Context& context, const InitOptions& options) {
  if (options.passphrase)
    throw Error(ErrorKind::usage, "--adopt and --passphrase exclude each other");
  Vault vault = open_vault(context);
  const bool adopted = vault.adopt();
  const std::string path = vault_place(context).database.string();
  Json json;
  json.add_path("vault", path).add("adopted", adopted);
  print_done(context, json,
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
  }
  int run(Context& context) override {
    options_.adopt ? adopt(context, options_) : init(context, options_);
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
