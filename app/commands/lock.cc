#include "cli/commands.h"
#include "cli/values.h"
#include "keys/passphrase_sources.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

constexpr std::chrono::seconds kDefaultLifetime = std::chrono::minutes{15};

void unlock_for(const Tool& tool, std::chrono::seconds lifetime) {
  Vault vault = open_vault(tool);
  const LockedUser locked = find_known_user(tool, vault);
  if (!tool.call.options.names_key()) require_passphrase(locked);  // a key file needs no unlocking
  const UnlockedUser user = unlock(tool, vault, locked, KeySearch::presented);
  tool.around.keyring.put(keyring_name(vault, locked.name()), user.kek(), lifetime);
  Json json;
  json.add("user", user.name()).add("unlocked_seconds", lifetime.count());
  tool.out.done(json, "unlocked for " + format_duration(lifetime));
}

/// For how long the keyring still holds a key that opens a slot of a passphrase: another would not
/// be used. Nothing is taken out, and nobody is asked.
std::optional<std::chrono::seconds> time_unlocked(const Tool& tool, const Vault& vault,
                                                  const LockedUser& user) {
  const std::string name = keyring_name(vault, user.name());
  const auto left = tool.around.keyring.time_left(name);
  auto kek = tool.around.keyring.find(name);
  if (!left || !kek) return std::nullopt;
  const UnlockedUser unlocked = user.unlock(Key::of_kek(std::move(*kek)));
  return unlocked.slot_kind() == SlotKind::passphrase ? left : std::nullopt;
}

void tell_status(const Tool& tool) {
  Vault vault = open_vault(tool);
  const LockedUser user = find_known_user(tool, vault);
  require_passphrase(user);
  const auto left = time_unlocked(tool, vault, user);
  if (!left) {
    throw Error(ErrorKind::wrong_key, "nothing is unlocked for user '" + user.name().str() + "'",
                "mayfly unlock asks for the passphrase once, for some minutes");
  }
  Json json;
  json.add("user", user.name().str()).add("unlocked_seconds", left->count());
  tool.out.result([&] { return std::move(json); },
                  [&] { return "unlocked for " + format_duration(*left) + "\n"; });
}

void lock(const Tool& tool) {
  Vault vault = open_vault(tool);
  const UserName user = find_known_user(tool, vault).name();
  const bool was_unlocked = tool.around.keyring.remove(keyring_name(vault, user));
  Json json;
  json.add("user", user.str()).add("was_unlocked", was_unlocked);
  tool.out.done(json, was_unlocked ? "locked" : "nothing was unlocked");
}

class Unlock final : public Command {
 public:
  void options(Options& options) override {
    const auto lifetime =
        options.add({"--for", &lifetime_, "How long: 90s, 15m, 8h (default: 15m)", Value::time});
    const auto status =
        options.add({"--status", &status_, "Tell for how long it is unlocked still"});
    options.exclude(lifetime, status);
  }
  std::string examples() const override {
    return "  mayfly unlock --for 8h     asks for the passphrase\n"
           "  mayfly unlock --status     exits with 12 if nothing is unlocked\n"
           "  mayfly unlock --passphrase-command 'pass show mayfly'\n";
  }
  int run(const Tool& tool) override {
    if (status_) {
      tell_status(tool);
      return 0;
    }
    unlock_for(tool, lifetime_ ? parse_time("--for", *lifetime_) : kDefaultLifetime);
    return 0;
  }

 private:
  std::optional<std::string> lifetime_;
  bool status_ = false;
};

class Lock final : public Command {
 public:
  std::string examples() const override {
    return "  mayfly lock\n"
           "  mayfly lock --user james\n";
  }
  int run(const Tool& tool) override {
    lock(tool);
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
