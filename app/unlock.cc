#include "command_line.h"
#include "commands.h"
#include "json_text.h"
#include "passphrase.h"
#include "places.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

constexpr std::chrono::seconds kUsually = std::chrono::minutes{15};

void unlock_for(Context& context, std::chrono::seconds lifetime) {
  if (context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  const LockedUser locked = find_known_user(context, vault);
  if (!context.options.key_file) require_passphrase(locked);  // a key file needs no unlocking
  const UnlockedUser user = unlock(context, vault, locked, KeySearch::presented);
  context.keyring.put(keyring_name(vault, locked.name()), user.kek(), lifetime);
  const Json json{{"user", user.name()}, {"unlocked_seconds", lifetime.count()}};
  print_done(context, json.dump(), "unlocked for " + format_duration(lifetime));
}

void lock(Context& context) {
  if (context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  const UserName user = find_known_user(context, vault).name();
  const bool was_unlocked = context.keyring.remove(keyring_name(vault, user));
  const Json json{{"user", user.str()}, {"was_unlocked", was_unlocked}};
  print_done(context, json.dump(), was_unlocked ? "locked" : "nothing was unlocked");
}

void set_up(CLI::App& command, Context& context) {
  auto lifetime = std::make_shared<std::chrono::seconds>(kUsually);
  command
      .add_option_function<std::string>(
          "--for", [lifetime](const std::string& text) { *lifetime = parse_ttl(text); },
          "How long: 90s, 15m, 8h (default: 15m)")
      ->type_name("TIME");
  command.callback([&context, lifetime] { unlock_for(context, *lifetime); });
}

}  // namespace

void add_unlock(CLI::App& root, Context& context) {
  add_command(root, "unlock", "Give the passphrase once, for all calls of some minutes",
              [&context](CLI::App& command) { set_up(command, context); });
}

void add_lock(CLI::App& root, Context& context) {
  add_command(root, "lock", "Forget the key that was unlocked",
              [&context](CLI::App& command) { command.callback([&context] { lock(context); }); });
}

}  // namespace mayfly::app
