#include "mayfly/vault.h"

#include <algorithm>

#include "crypto/self_test.h"
#include "mayfly/version.h"
#include "platform/file_status.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "storage/sqlite/sqlite_store.h"
#include "vault/listing.h"
#include "vault/slot_holder.h"
#include "vault/upkeep.h"
#include "vault/user_impl.h"
#include "vault/vault_file.h"
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

storage::WritersQueue::Use use_of(const VaultOptions& options) {
  using Use = storage::WritersQueue::Use;
  if (options.look_only) return Use::none;
  return options.to_write ? Use::write : Use::read;
}

std::shared_ptr<Session> open_session(const fs::path& path, Clock& clock, RandomSource& random,
                                      VaultOptions options) try {
  auto patience = patience_of(options);
  auto rows = std::make_unique<storage::SqliteStore>(
      path, *patience, storage::SqliteStore::Options{use_of(options), options.on_progress});
  return std::make_shared<Session>(std::move(rows), std::move(patience), clock, random,
                                   std::move(options));
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_a_vault) throw;
  throw error.with_message(path.string() + ": " + error.what());
}

std::optional<Warning> warning_of_ages(const Session& session) {
  const KeyAccess& keys = session.keys;
  if (keys.copy_of_another()) return Warning{keys.copy_of_another()->what()};
  if (!keys.database_is_older() || session.keys_made_anew) return std::nullopt;
  return Warning{
      "the database is older than its window keys: a copy was restored, and what was stored since "
      "is lost"};
}

std::vector<Warning> warnings_of(const Session& session) {
  const KeyAccess& keys = session.keys;
  if (keys.failure()) return {{keys.failure()->error.what()}};
  std::vector<Warning> warnings;
  if (session.keys_made_anew) {
    warnings.push_back(
        {"the vault's window keys were not there, and no live message needed them: made " +
         keys->name() + " anew"});
  }
  if (auto difference = keys.clock_difference())
    warnings.push_back({std::move(*difference), Reason::clock_differs});
  if (auto warning = warning_of_ages(session)) warnings.push_back(std::move(*warning));
  if (keys.are_older()) {
    warnings.push_back(
        {"the window keys are older than the database: a copy was restored, and messages whose "
         "keys it lacks have expired"});
  }
  return warnings;
}

}  // namespace

void require_safe_places(const VaultPlace& place, const std::optional<fs::path>& key_file) {
  std::vector<fs::path> folders{platform::folder_of(place.database), window_key_folder(place)};
  if (key_file) folders.push_back(platform::folder_of(*key_file));
  platform::require_safe_places(folders);
}

LibraryVersions library_versions() {
  return {crypto::botan_version(), storage::sqlite_version()};
}

Vault::Vault(std::shared_ptr<Session> session) : session_(std::move(session)) {}

Vault vault_over(std::shared_ptr<Session> session) {
  return Vault(std::move(session));
}

Vault Vault::open(const VaultPlace& place, Clock& clock, RandomSource& random,
                  VaultOptions options) {
  const auto file = find_vault(place.database);
  if (!file) {
    throw Error(ErrorKind::no_vault, Reason::no_vault, "no vault at " + place.database.string());
  }
  Vault vault(open_session(file->path, clock, random, std::move(options)));
  open_window_keys(*vault.session_, {place, place_of(*file)});
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
  const fs::path path = file ? file->path : with_real_folder(database);
  Vault vault(open_session(path, clock, random, std::move(options)));
  vault.session_->was_made = made;
  open_or_make_window_keys(*vault.session_,
                           {place, file ? place_of(*file) : platform::place_of(path)});
  return vault;
}

bool Vault::was_made() const noexcept {
  return session_->was_made;
}

ByteView Vault::id() const noexcept {
  return session_->store->vault_id();
}

void Vault::require_original() const {
  session_->keys.require_original();
}

bool Vault::adopt() {
  session_->patience().begin();
  const auto no_writers = session_->store->lock_out_writers();
  const bool changed = session_->keys.require().bind();
  session_->keys.look_at_ownership();
  return changed;
}

bool Vault::has_given_ids() {
  return session_->read([&](storage::Reader& rows, Instant) {
    const KeyAccess& keys = session_->keys;
    return rows.counters().next_id > 1 || (keys && keys->counters().last_message > 0);
  });
}

std::optional<LockedUser> Vault::find_user(const UserName& name) {
  auto user = session_->read([&](storage::Reader& rows, Instant) -> std::optional<LockedUser> {
    const auto id = rows.find_user(name.str());
    if (!id) return std::nullopt;
    auto known = std::make_unique<LockedUser::Known>(LockedUser::Known{name, *id, rows.slots(*id)});
    if (!known->slots.empty()) return LockedUser(session_, std::move(known));
    throw Error(ErrorKind::authentication_failed,
                "the vault is damaged: user '" + name.str() + "' has no key slot");
  });
  // Nobody should wait for a derivation, or for somebody who types.
  if (!user || user->has_slot(SlotKind::passphrase)) session_->store->stand_back();
  return user;
}

std::vector<std::string> Vault::user_names(std::size_t most) {
  return session_->read([&](storage::Reader& rows, Instant) { return rows.user_names(most); });
}

std::optional<Vault::Owner> Vault::find_owner(const Key& key, const UserName& name) {
  auto holder = find_holder(*session_, key, name);
  if (!holder) return std::nullopt;
  return Owner{std::move(holder->name), holder->fit == SlotFit::of_this_name};
}

std::optional<UnlockedUser> Vault::unlock(const UserName& user, const fs::path& key_file) {
  const auto locked = find_user(user);
  if (!locked) return std::nullopt;
  return locked->unlock(Key::of_file(KeyFile::read(key_file)));
}

UnlockedUser Vault::enroll(const UserName& name, const Key& key) {
  const NewSlot slot = SlotTable(*session_, {}, name).prepare({}, nullptr, key);
  SecureBytes user_key(keys::kUserKeySize);
  session_->random.fill(user_key);
  const bool added = session_->write([&](Writing& writing) {
    storage::Writer& rows = writing.rows();
    if (rows.find_user(name.str())) return false;  // another process was first
    const UserId id = rows.insert_user(name.str(), session_->keys.wall_now());
    SlotTable(*session_, id, name).add(rows, kFirstSlot, slot, user_key);
    return true;
  });
  return find_user(name).value().unlock(added ? Key::of_kek(slot.kek.bytes()) : key);
}

Enrolment Vault::unlock_or_enroll(const UserName& user, const fs::path& key_file) {
  if (auto known = unlock(user, key_file)) return {std::move(*known), false};
  bool made = false;
  if (!platform::private_file_exists(key_file)) {
    made = KeyFile::generate(session_->random).write_new(key_file, user);
    if (made) session_->tell_of_made(key_file);
  }
  return {enroll(user, Key::of_file(KeyFile::read(key_file))), made};
}

std::vector<Entry> Vault::list(const UserName& user) {
  return session_->read([&](storage::Reader& rows, Instant now) {
    const auto id = rows.find_user(user.str());
    if (!id) return std::vector<Entry>();
    LivingKeys living;
    return entries_of(*session_, rows, rows.list(*id, now, storage::Which::all), living);
  });
}

void Vault::each_entry(const UserName& user, const std::function<void(Entry)>& visit) {
  const auto id =
      session_->read([&](storage::Reader& rows, Instant) { return rows.find_user(user.str()); });
  if (!id) return;
  const auto make = [&](storage::Reader& rows, auto list, LivingKeys& living) {
    return entries_of(*session_, rows, list, living);
  };
  mayfly::each_entry(*session_, *id, make, visit);
}

PurgeReport Vault::purge() {
  PurgeReport before = std::exchange(session_->purged, {});
  purge_all(*session_);
  PurgeReport report = std::exchange(session_->purged, std::move(before));
  return report;
}

const PurgeReport& Vault::purged() const noexcept {
  return session_->purged;
}

Instant Vault::now() {
  return session_->keys.wall_now();
}

std::vector<Warning> Vault::warnings() {
  return warnings_of(*session_);
}

VerifyReport Vault::verify(UnlockedUser* user, std::chrono::seconds grace) {
  if (session_->keys) session_->keys->require_safe_place();
  return mayfly::verify(*session_, user == nullptr ? nullptr : user->secrets_.get(), grace);
}

}  // namespace mayfly
