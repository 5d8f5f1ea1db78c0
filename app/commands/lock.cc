#include "cli/commands.h"
#include "cli/values.h"
#include "keys/passphrase_sources.h"
#include "output/json.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

constexpr std::chrono::seconds kDefaultLifetime = std::chrono::minutes{15};

void unlock_for(Context& context, std::chrono::seconds lifetime) {
  Vault vault = open_vault(context);
  const LockedUser locked = find_known_user(context, vault);
  if (!context.options.names_key()) require_passphrase(locked);  // a key file needs no unlocking
  const UnlockedUser user = unlock(context, vault, locked, KeySearch::presented);
  context.keyring.put(keyring_name(vault, locked.name()), user.kek(), lifetime);
  Json json;
  json.add("user", user.name()).add("unlocked_seconds", lifetime.count());
  print_done(context, json, "unlocked for " + format_duration(lifetime));
}

void lock(Context& context) {
  Vault vault = open_vault(context);
  const UserName user = find_known_user(context, vault).name();
  const bool was_unlocked = context.keyring.remove(keyring_name(vault, user));
  Json json;
  json.add("user", user.str()).add("was_unlocked", was_unlocked);
  print_done(context, json, was_unlocked ? "locked" : "nothing was unlocked");
}

class Unlock final : public Command {
 public:
  void options(Options& options) override {
    options.add({"--for", &lifetime_, "How long: 90s, 15m, 8h (default: 15m)", Value::time});
  }
  int run(Context& context) override {
    unlock_for(context, lifetime_ ? parse_time("--for", *lifetime_) : kDefaultLifetime);
    return 0;
  }

 private:
  std::optional<std::string> lifetime_;
};

class Lock final : public Command {
 public:
  int run(Context& context) override {
    lock(context);
    return 0;
  }
};

}  // namespace

std::unique_ptr<Command> make_unlock() {
  return std::make_unique<Unlock>();
}

std::unique_ptr<Command> make_lock() {
  return std::make_unique<Lock>();
}

}  // namespace mayfly::app
