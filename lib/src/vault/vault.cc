#include "mayfly/vault.h"

#include <algorithm>

#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "vault/key_slots.h"
#include "vault/locked_user.h"
#include "vault/message_reader.h"
#include "vault/purge.h"
#include "vault/unlocked_user.h"
#include "vault/vault_file.h"
#include "vault/vault_state.h"
#include "vault/verify.h"
#include "vault/window_key_place.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;

/// A new vault takes no window-key file that is there: it is another vault's, unless another
/// process has made both just now.
void require_no_window_keys(const VaultPlace& place) {
  if (place.window_keys.empty() || !platform::private_file_exists(place.window_keys)) return;
  if (vault_exists(place.database)) return;
  throw Error(ErrorKind::not_a_vault,
              "there is no vault at " + place.database.string() +
                  ", but there are window keys at " + place.window_keys.string(),
              "restore the vault, or name another file for the window keys of a new one");
}

platform::FilePlace place_of(const VaultFile& file) {
  return {file.path, file.status.st_dev, file.status.st_ino};
}

std::shared_ptr<VaultState> open_state(const fs::path& path, Clock& clock, RandomSource& random,
                                       VaultOptions options) {
  try {
    return std::make_shared<VaultState>(path, clock, random, std::move(options));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_a_vault) throw;
    throw Error(error.kind(), path.string() + ": " + error.what(), std::string(error.hint()));
  }
}

std::vector<std::string> warnings_of(VaultState& vault) {
  if (vault.windows_failure) return {vault.windows_failure->what()};
  std::vector<std::string> warnings;
  if (vault.windows_made_anew) {
    warnings.push_back(
        "the vault's window keys were not there, and no live message needed them: made " +
        vault.windows->name() + " anew");
  }
  if (auto difference = vault.clock_difference()) warnings.push_back(std::move(*difference));
  if (vault.copy_of_another) {
    warnings.emplace_back(vault.copy_of_another->what());
  } else if (vault.database_is_older && !vault.windows_made_anew) {
    warnings.emplace_back(
        "the database is older than its window keys: a copy was restored, and what was stored "
        "since is lost");
  }
  if (vault.window_keys_are_older) {
    warnings.emplace_back(
        "the window keys are older than the database: a copy was restored, and messages whose keys "
        "it lacks have expired");
  }
  return warnings;
}

}  // namespace

void require_safe_places(const VaultPlace& place, const std::optional<fs::path>& key_file) {
  std::vector<fs::path> folders{platform::folder_of(place.database), window_key_folder(place)};
  if (key_file) folders.push_back(platform::folder_of(*key_file));
  platform::require_safe_places(folders);
}

Vault::Vault(std::shared_ptr<VaultState> state) : state_(std::move(state)) {}

Vault Vault::open(const VaultPlace& place, Clock& clock, RandomSource& random,
                  VaultOptions options) {
  const auto file = find_vault(place.database);
  if (!file) {
    throw Error(ErrorKind::no_vault, "no vault at " + place.database.string(),
                "mayfly init or the first store makes one; --vault names another");
  }
  Vault vault(open_state(file->path, clock, random, std::move(options)));
  vault.state_->place = place_of(*file);
  open_window_keys(*vault.state_, place);
  return vault;
}

Vault Vault::open_or_create(const VaultPlace& place, Clock& clock, RandomSource& random,
                            VaultOptions options) {
  const fs::path& database = place.database;
  if (database == place.window_keys)
    throw Error(ErrorKind::usage, "the vault and its window keys cannot be one file");
  const auto file = find_vault(database);
  if (!file) {
    require_safe_places(place);
    require_no_window_keys(place);
    platform::make_private_folder(window_key_folder(place));
  }
  const bool made = !file && create_if_missing(database, random, *patience_of(options));
  if (made && options.on_made) options.on_made(database);
  Vault vault(open_state(file ? file->path : with_real_folder(database), clock, random,
                         std::move(options)));
  vault.state_->was_made = made;
  platform::FilePlace& at = vault.state_->place;
  at = file ? place_of(*file) : platform::place_of(at.path);
  open_or_make_window_keys(*vault.state_, place);
  return vault;
}

bool Vault::was_made() const noexcept {
  return state_->was_made;
}

ByteView Vault::id() const noexcept {
  return state_->db.vault_id();
}

void Vault::require_original() const {
  state_->require_original();
}

bool Vault::adopt() {
  state_->patience.begin();
  const auto no_writers = state_->queue.hold();
  const bool changed = state_->window_keys().bind();
  state_->look_at_binding();
  return changed;
}

bool Vault::has_given_ids() {
  return state_->read([&](std::int64_t) {
    return state_->messages.next_id() > 1 ||
           (state_->windows && state_->windows->counters().last_message > 0);
  });
}

std::optional<LockedUser> Vault::find_user(const UserName& name) {
  auto user = state_->read([&](std::int64_t) -> std::optional<LockedUser> {
    const auto id = state_->users.find(name.str());
    if (!id) return std::nullopt;
    auto known =
        std::make_unique<LockedUser::Known>(LockedUser::Known{name, *id, state_->users.slots(*id)});
    if (!known->slots.empty()) return LockedUser(state_, std::move(known));
    throw Error(ErrorKind::authentication_failed,
                "the vault is damaged: user '" + name.str() + "' has no key slot");
  });
  // Nobody should wait for a derivation, or for who types.
  if (!user || user->has_slot(SlotKind::passphrase)) state_->queue.leave();
  return user;
}

std::vector<std::string> Vault::user_names(std::size_t most) {
  return state_->read(
      [&](std::int64_t) { return state_->users.names(static_cast<std::int64_t>(most)); });
}

std::optional<Vault::Owner> Vault::find_owner(const Key& key, const UserName& name) {
  auto owner = owner_of(*state_, key, name);
  if (!owner) return std::nullopt;
  return Owner{std::move(owner->name), owner->fit == SlotFit::of_this_name};
}

std::optional<UnlockedUser> Vault::unlock(const UserName& user, const fs::path& key_file) {
  const auto locked = find_user(user);
  if (!locked) return std::nullopt;
  return locked->unlock(Key::of_file(KeyFile::read(key_file)));
}

UnlockedUser Vault::enroll(const UserName& user, const Key& key) {
  const auto kek = add_user(*state_, user, key);
  return find_user(user).value().unlock(kek ? Key::of_kek(kek->bytes()) : key);
}

Enrolment Vault::unlock_or_enroll(const UserName& user, const fs::path& key_file) {
  if (auto known = unlock(user, key_file)) return {std::move(*known), false};
  bool made = false;
  if (!platform::private_file_exists(key_file)) {
    made = KeyFile::generate(state_->random).write_new(key_file, user);
    if (made) state_->tell_of_made(key_file);
  }
  return {enroll(user, Key::of_file(KeyFile::read(key_file))), made};
}

std::vector<Entry> Vault::list(const UserName& user) {
  return state_->read([&](std::int64_t now) {
    const auto user_id = state_->users.find(user.str());
    return user_id ? entries_of(*state_, *user_id, now, nullptr) : std::vector<Entry>{};
  });
}

PurgeReport Vault::purge() {
  PurgeReport before = std::exchange(state_->purged, {});
  purge_all(*state_);
  PurgeReport report = std::exchange(state_->purged, std::move(before));
  return report;
}

const PurgeReport& Vault::purged() const noexcept {
  return state_->purged;
}

Instant Vault::now() {
  return from_unix_ms(state_->wall_now());
}

std::vector<std::string> Vault::warnings() {
  return warnings_of(*state_);
}

VerifyReport Vault::verify(UnlockedUser* user, std::chrono::seconds grace) {
  if (state_->windows) state_->windows->require_safe_place();
  return mayfly::verify(*state_, user == nullptr ? nullptr : user->secrets_.get(), grace);
}

}  // namespace mayfly
