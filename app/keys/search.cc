#include "keys/search.h"

#include <algorithm>

#include "cli/values.h"
#include "keys/key_source.h"
#include "keys/passphrase_sources.h"
#include "mayfly/encoding.h"
#include "tool/places.h"

namespace mayfly::app {
namespace {

/// What a search goes through: a source of a key, and whether a key from it opened a slot.
struct Search {
  const Tool& tool;
  const Vault& vault;
  const LockedUser& user;
  std::optional<Error> refusal = std::nullopt;  ///< by a key that nobody named
};

using Unlocked = std::optional<UnlockedUser>;

bool names_key_file(const Tool& tool) {
  return tool.call.options.names_key() || tool.around.environment.get("MAYFLY_KEY_FILE");
}

void require_one_key(const Tool& tool) {
  const GlobalOptions& options = tool.call.options;
  if (!options.names_key() || !options.passphrase.any()) return;
  throw Error(
      ErrorKind::usage,
      std::string(options.key_fd ? "--key-fd" : "--key-file") + " and a passphrase together",
      "present one of them");
}

Unlocked with_key_file(Search& search, const std::filesystem::path& file) {
  return search.user.unlock(Key::of_file(read_key_file(search.tool, file)));
}

Unlocked with_named_key(Search& search) {
  if (const auto key = key_of_descriptor(search.tool))
    return search.user.unlock(Key::of_file(*key));
  if (!search.tool.call.options.key_file) return std::nullopt;
  return with_key_file(search, key_file_path(search.tool, search.user.name()));
}

Unlocked with_named_passphrase(Search& search) {
  const auto key = passphrase_of(search.tool, search.tool.call.options.passphrase);
  return key ? Unlocked(search.user.unlock(*key)) : std::nullopt;
}

Unlocked with_key_file_of_variable(Search& search) {
  if (search.tool.call.options.names_key() || !names_key_file(search.tool)) return std::nullopt;
  return with_key_file(search, key_file_path(search.tool, search.user.name()));
}

Unlocked with_passphrase_from_surroundings(Search& search) {
  if (!search.user.has_slot(SlotKind::passphrase)) return std::nullopt;
  const auto key = passphrase_from_surroundings(search.tool);
  return key ? Unlocked(search.user.unlock(*key)) : std::nullopt;
}

/// Nobody named this one: it may be of another vault, and other keys get their turn.
Unlocked with_usual_key_file(Search& search) try {
  if (names_key_file(search.tool) || !search.user.has_slot(SlotKind::key_file)) return std::nullopt;
  const auto file = key_file_path(search.tool, search.user.name());
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return std::nullopt;
  return with_key_file(search, file);  // which says why it cannot be looked at
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  search.refusal = error;
  return std::nullopt;
}

/// What was unlocked before; nothing if that opens no slot any more.
Unlocked with_keyring(Search& search) try {
  if (!search.user.has_slot(SlotKind::passphrase)) return std::nullopt;
  auto kek = search.tool.around.keyring.find(keyring_name(search.vault, search.user.name()));
  if (!kek) return std::nullopt;
  // Only unlock puts a key there, and only that of a passphrase: any other was planted.
  UnlockedUser unlocked = search.user.unlock(Key::of_kek(std::move(*kek)));
  if (unlocked.slot_kind() != SlotKind::passphrase) return std::nullopt;
  return unlocked;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  return std::nullopt;
}

Unlocked if_right(const LockedUser& user, const Key& key) try {
  return user.unlock(key);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  return std::nullopt;
}

Unlocked with_asked_passphrase(Search& search) {
  if (!search.user.has_slot(SlotKind::passphrase) || !can_ask(search.tool)) return std::nullopt;
  Unlocked unlocked;
  ask_passphrase(search.tool, "user '" + search.user.name().str() + "'", [&](const Key& key) {
    unlocked = if_right(search.user, key);
    return unlocked.has_value();
  });
  return unlocked;
}

using Source = Unlocked (*)(Search&);

std::vector<Source> sources_of(KeySearch search) {
  switch (search) {
    case KeySearch::without_cost:
      return {with_named_key, with_named_passphrase, with_key_file_of_variable, with_usual_key_file,
              with_keyring};
    case KeySearch::presented:
      return {with_named_key, with_named_passphrase, with_passphrase_from_surroundings,
              with_asked_passphrase};
    case KeySearch::everywhere:
      break;
  }
  return {with_named_key,
          with_named_passphrase,
          with_key_file_of_variable,
          with_passphrase_from_surroundings,
          with_usual_key_file,
          with_keyring,
          with_asked_passphrase};
}

Error no_key(const Tool& tool, const LockedUser& user) {
  if (auto bar = user.what_bars_all_keys()) return std::move(*bar);
  if (user.has_slot(SlotKind::passphrase)) {
    return {ErrorKind::no_terminal,
            "no passphrase of user '" + user.name().str() + "', and nobody to ask for it",
            "name a source, --passphrase-file for example, or see mayfly unlock"};
  }
  const auto slots = user.slots();
  const bool newer = std::ranges::any_of(slots, &KeySlot::newer);
  return {ErrorKind::wrong_key, "no key file at " + key_file_path(tool, user.name()).string(),
          newer ? "name it with --key-file; or update mayfly: a newer one may open other slots"
                : "name it with --key-file; if all keys are lost, so are the messages: "
                  "mayfly-init(1) tells how to start again"};
}

Unlocked first_of(Search& search, const std::vector<Source>& sources) {
  for (const Source source : sources) {
    if (auto unlocked = source(search)) return unlocked;
  }
  if (search.refusal) throw Error(*search.refusal);
  return std::nullopt;
}

}  // namespace

std::string keyring_name(const Vault& vault, const UserName& user) {
  return "mayfly:" + to_hex(vault.id()) + ":" + user.str();
}

std::optional<UnlockedUser> unlock_if_possible(const Tool& tool, const Vault& vault,
                                               const LockedUser& user, KeySearch search) {
  require_one_key(tool);
  Search state{tool, vault, user};
  return first_of(state, sources_of(search));
}

UnlockedUser unlock(const Tool& tool, const Vault& vault, const LockedUser& user,
                    KeySearch search) {
  auto unlocked = unlock_if_possible(tool, vault, user, search);
  if (!unlocked) throw no_key(tool, user);
  return std::move(*unlocked);
}

std::vector<UnlockedUser> unlock_with_each_key(const Tool& tool, const Vault& vault,
                                               const LockedUser& user,
                                               const std::vector<std::string>& key_files,
                                               bool ask_for_others) {
  std::vector<UnlockedUser> unlocked;
  const auto is_open = [&](SlotNumber slot) {
    return std::ranges::count(unlocked, slot, &UnlockedUser::slot) > 0;
  };
  const auto add = [&](Unlocked one) {
    if (one && !is_open(one->slot())) unlocked.push_back(std::move(*one));
  };
  Search state{tool, vault, user};
  for (const std::string& file : key_files) {
    if (file.empty()) throw empty_path("--with-key-file");
    add(with_key_file(state, file));
  }
  for (const PassphraseOptions& one : tool.call.options.passphrase.each()) {
    if (const auto key = passphrase_of(tool, one)) add(user.unlock(*key));
  }
  for (const Source source : sources_of(KeySearch::everywhere)) {
    if (source != with_asked_passphrase && source != with_named_passphrase) add(source(state));
  }
  const Questions for_each_slot(tool.around.prompt);
  if (unlocked.empty()) add(with_asked_passphrase(state));
  for (const KeySlot& slot : user.slots()) {
    const bool missing = slot.kind == SlotKind::passphrase && !is_open(slot.number);
    if (!missing || !ask_for_others || !can_ask(tool)) continue;
    // Somebody may give the passphrases in another order.
    ask_passphrase(tool, "slot " + std::to_string(number_of(slot.number)), [&](const Key& key) {
      add(if_right(user, key));
      return is_open(slot.number);
    });
  }
  if (unlocked.empty() && state.refusal) throw Error(*state.refusal);
  if (unlocked.empty()) throw no_key(tool, user);
  return unlocked;
}

std::optional<Key> key_of_new_user(const Tool& tool) {
  require_one_key(tool);
  if (const auto key = key_of_descriptor(tool)) return Key::of_file(*key);
  if (tool.call.options.key_file) return std::nullopt;
  if (auto key = passphrase_of(tool, tool.call.options.passphrase)) return key;
  return names_key_file(tool) ? std::nullopt : passphrase_from_surroundings(tool);
}

}  // namespace mayfly::app
