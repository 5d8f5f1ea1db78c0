#include "command_line.h"
#include "commands.h"
#include "enrolment.h"
#include "json_text.h"
#include "key.h"
#include "passphrase.h"
#include "places.h"

namespace mayfly::app {
namespace {

struct InitOptions {
  bool passphrase = false;
};

/// The passphrase where one is wanted: from where one is taken, else a person is asked for a new
/// one.
std::optional<Key> wanted_passphrase(Context& context, const InitOptions& options) {
  if (options.passphrase && context.options.key_file)
    throw Error(ErrorKind::usage, "--passphrase and --key-file exclude each other");
  auto key = passphrase_of_new_user(context);
  if (key || !options.passphrase) return key;
  return new_passphrase(context, {}, "--passphrase-file");
}

void init(Context& context, const InitOptions& options) {
  if (context.options.json) require_output(context.io);
  const UserName user = user_name(context);
  auto there = open_vault_that_is_there(context);
  if (there && there->find_user(user)) {
    throw Error(ErrorKind::usage, "the vault has a user '" + user.str() + "' already",
                "nothing was changed; mayfly key adds and changes keys");
  }
  const auto passphrase = wanted_passphrase(context, options);
  const VaultAccess access = enroll(context, std::move(there), user, passphrase);
  const Json json{{"vault", vault_place(context).database.string()},
                  {"user", user.str()},
                  {"slot", access.user.slot()},
                  {"kind", name_of(access.user.slot_kind())}};
  print_done(context, json.dump(), "user '" + user.str() + "' can store and get messages");
}

void set_up(CLI::App& command, Context& context) {
  auto options = std::make_shared<InitOptions>();
  add_flag(command, "--passphrase", options->passphrase,
           "Open the user's messages with a passphrase, not with a key file");
  command.callback([&context, options] { init(context, *options); });
}

}  // namespace

void add_init(CLI::App& root, Context& context) {
  add_command(root, "init", "Make the vault, the user and a key before the first message",
              [&context](CLI::App& command) { set_up(command, context); });
}

}  // namespace mayfly::app
