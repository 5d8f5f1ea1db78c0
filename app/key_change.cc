#include <algorithm>
#include <charconv>

#include "command_line.h"
#include "json_text.h"
#include "key.h"
#include "passphrase.h"
#include "places.h"
#include "report.h"
#include "vault_access.h"

namespace mayfly::app {
namespace {

void change_passphrase(Context& context, const PassphraseOptions& source) {
  require_two_sources(context, source);
  if (context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  const LockedUser locked = find_known_user(context, vault);
  require_passphrase(locked);
  UnlockedUser user = unlock(context, vault, locked, KeySearch::presented);
  const std::string slot = std::to_string(user.slot());
  if (user.slot_kind() != SlotKind::passphrase) {
    throw Error(ErrorKind::usage, "slot " + slot + " is opened by a key file, not by a passphrase",
                "present the passphrase that is to be changed");
  }
  user.change_key(new_passphrase(context, source));
  forget_useless_key(context, vault);
  log_access(context, vault);
  print_done(context, Json{{"slot", user.slot()}}.dump(), "changed the passphrase of slot " + slot);
}

std::int64_t parse_slot(const std::string& word) {
  std::int64_t slot = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, slot);
  if (error == std::errc{} && stopped == end) return slot;  // also one that somebody planted
  throw Error(ErrorKind::usage, "'" + word + "' is not a slot",
              "slots are the numbers that mayfly key list shows");
}

/// The slot to remove, before a key is asked for.
KeySlot find_slot(const std::vector<KeySlot>& slots, std::int64_t number) {
  const auto found = std::ranges::find(slots, number, &KeySlot::number);
  if (found != slots.end()) return *found;
  throw Error(ErrorKind::usage, "there is no key slot " + std::to_string(number),
              "mayfly key list shows those that there are");
}

/// By the key of another slot than the one to remove, if there is one at hand.
UnlockedUser unlock_by_other_slot(Context& context, Vault& vault, const LockedUser& locked,
                                  std::int64_t slot) {
  UnlockedUser user = unlock(context, vault, locked);
  const bool named = context.options.key_file || context.options.passphrase.any();
  if (user.slot() != slot || named || locked.slots().size() == 1) return user;
  if (can_ask(context))
    notice(context, "that key opens the slot to remove; show the key of one that stays");
  auto other = unlock_if_possible(context, vault, locked, KeySearch::presented);
  return other ? std::move(*other) : std::move(user);
}

void remove(Context& context, const std::string& word) {
  const std::int64_t number = parse_slot(word);
  if (context.options.json) require_output(context.io);
  Vault vault = open_vault(context);
  const LockedUser locked = find_known_user(context, vault);
  const KeySlot slot = find_slot(locked.slots(), number);
  unlock_by_other_slot(context, vault, locked, number).remove_key(slot);
  forget_useless_key(context, vault);
  log_access(context, vault);
  print_done(context, Json{{"slot", number}}.dump(), "removed slot " + word);
  if (slot.kind == SlotKind::key_file)
    notice_to_person(context, "its key file stays where it is, and opens nothing here any more");
}

}  // namespace

void add_key_change_passphrase(CLI::App& key, Context& context) {
  add_command(key, "change-passphrase", "Put a new passphrase in the place of the one presented",
              [&context](CLI::App& command) {
                auto source = std::make_shared<PassphraseOptions>();
                add_passphrase_options(command, *source, "--new-");
                command.callback([&context, source] { change_passphrase(context, *source); });
              });
}

void add_key_remove(CLI::App& key, Context& context) {
  add_command(key, "remove", "Remove a slot, by the key of another", [&context](CLI::App& command) {
    auto slot = std::make_shared<std::string>();
    command.add_option("slot", *slot, "Its number")->required();
    command.callback([&context, slot] { remove(context, *slot); });
  });
}

}  // namespace mayfly::app
