#include <algorithm>

#include "cli/commands.h"
#include "cli/values.h"
#include "keys/passphrase_sources.h"
#include "keys/weak_passphrase.h"
#include "tool/places.h"
#include "vaults/vaults.h"

namespace mayfly::app {
namespace {

void change_passphrase(const Tool& tool, const PassphraseOptions& source) {
  require_different_sources(tool, source);
  Vault vault = open_vault(tool);
  const LockedUser locked = find_known_user(tool, vault);
  require_passphrase(locked);
  const auto questions = questions_for_new_passphrase(tool, source);
  UnlockedUser user = unlock(tool, vault, locked, KeySearch::presented);
  const std::string slot = std::to_string(number_of(user.slot()));
  if (user.slot_kind() != SlotKind::passphrase) {
    throw Error(ErrorKind::usage, "slot " + slot + " is opened by a key file, not by a passphrase",
                "present the passphrase that is to be changed");
  }
  const Key passphrase = new_passphrase(tool, source);
  tell_if_weak(tool, passphrase, user.name());
  user.change_key(passphrase);
  forget_useless_key(tool, vault);
  log_access(tool, vault);
  tool.out.done(Json().add("slot", number_of(user.slot())),
                "changed the passphrase of slot " + slot);
}

/// The slot to remove, before a key is asked for.
KeySlot find_slot(const std::vector<KeySlot>& slots, SlotNumber number) {
  const auto found = std::ranges::find(slots, number, &KeySlot::number);
  if (found != slots.end()) return *found;
  throw Error(ErrorKind::usage, "there is no key slot " + std::to_string(number_of(number)),
              "mayfly key list shows those that exist");
}

/// Unlocks by the key of another slot than the one to remove, if there is one at hand.
UnlockedUser unlock_by_other_slot(const Tool& tool, Vault& vault, const LockedUser& locked,
                                  SlotNumber slot) {
  const Questions both(tool.around.prompt);
  UnlockedUser user = unlock(tool, vault, locked);
  const bool named = tool.call.options.presents_key();
  if (user.slot() != slot || named || locked.slots().size() == 1) return user;
  if (can_ask(tool))
    tool.out.notice("that key opens the slot to remove; show the key of one that stays");
  auto other = unlock_if_possible(tool, vault, locked, KeySearch::presented);
  return other ? std::move(*other) : std::move(user);
}

void remove(const Tool& tool, const std::string& word) {
  const SlotNumber number = parse_slot(word);
  Vault vault = open_vault(tool);
  const LockedUser locked = find_known_user(tool, vault);
  const KeySlot slot = find_slot(locked.slots(), number);
  unlock_by_other_slot(tool, vault, locked, number).remove_key(slot);
  forget_useless_key(tool, vault);
  log_access(tool, vault);
  tool.out.done(Json().add("slot", number_of(number)), "removed slot " + word);
  if (slot.kind == SlotKind::key_file)
    tool.out.notice_to_person("its key file stays where it is, and opens nothing here any more");
}

class ChangePassphrase final : public Command {
 public:
  void options(Options& options) override {
    add_passphrase_options(options, source_, "--new-", "new one");
  }
  std::string examples() const override {
    return "  mayfly key change-passphrase\n"
           "  mayfly key change-passphrase --new-passphrase-command 'pass show mayfly'\n";
  }
  int run(const Tool& tool) override {
    change_passphrase(tool, source_);
    return 0;
  }

 private:
  PassphraseOptions source_;
};

class Remove final : public Command {
 public:
  void options(Options& options) override {
    options.add({.names = "slot",
                 .target = &slot_,
                 .text = "Its number",
                 .value = Value::slot,
                 .required = true});
  }
  std::string examples() const override {
    return "  mayfly key list              shows the slots\n"
           "  mayfly key remove 2\n";
  }
  int run(const Tool& tool) override {
    remove(tool, slot_.value());
    return 0;
  }

 private:
  std::optional<std::string> slot_;
};

}  // namespace

std::unique_ptr<Command> make_key_change_passphrase() {
  return std::make_unique<ChangePassphrase>();
}

std::unique_ptr<Command> make_key_remove() {
  return std::make_unique<Remove>();
}

}  // namespace mayfly::app
