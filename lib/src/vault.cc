#include "mayfly/vault.h"

#include <unistd.h>

#include <algorithm>

#include "keys/user_key.h"
#include "message_entry.h"
#include "platform/file_lock.h"
#include "platform/private_file.h"
#include "unlocked_user.h"
#include "vault_state.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& path, const char* suffix) {
  return path.string() + suffix;
}

/// SQLite refuses a symbolic link anywhere in the path; folders may be links, the file may not.
fs::path with_real_folder(const fs::path& path) {
  return fs::canonical(platform::folder_of(path)) / path.filename();
}

/// Whether there is a vault file; refuses what is unsafe, or no file.
bool vault_exists(const fs::path& path) {
  platform::require_safe_folder(platform::folder_of(path));
  if (!platform::private_file_exists(path)) return false;
  if (!fs::is_regular_file(path)) {
    throw Error(ErrorKind::not_a_vault, path.string() + " is not a vault: not a regular file");
  }
  // A journal that somebody else planted would be played back into the vault.
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    platform::private_file_exists(beside(path, suffix));
  }
  return true;
}

/// Makes the vault under another name and publishes it whole: nobody ever sees half a vault.
void create_vault(const fs::path& path, RandomSource& random) {
  const fs::path draft = beside(path, "-new");
  ::unlink(draft.c_str());  // of a process that was killed here; we hold the lock
  ::unlink(beside(draft, "-journal").c_str());
  platform::create_private_file(draft);
  try {
    Bytes vault_id(storage::kVaultIdSize);
    random.fill(vault_id);
    storage::Database::create(draft, vault_id);
  } catch (...) {
    ::unlink(draft.c_str());
    throw;
  }
  platform::publish(draft, path);
}

/// False where another process was first.
bool create_if_missing(const fs::path& database, RandomSource& random,
                       const VaultOptions& options) {
  platform::make_private_folder(platform::folder_of(database));
  const fs::path path = with_real_folder(database);
  const platform::FileLock lock(beside(path, "-lock"), options.busy_timeout);
  if (vault_exists(path)) return false;
  create_vault(path, random);
  return true;
}

std::shared_ptr<VaultState> open_state(const fs::path& path, Clock& clock, RandomSource& random,
                                       VaultOptions options) {
  try {
    return std::make_shared<VaultState>(path, beside(path, "-lock"), clock, random,
                                        std::move(options));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_a_vault) throw;
    throw Error(error.kind(), path.string() + ": " + error.what(), std::string(error.hint()));
  }
}

/// The user key, from the slot that this key file opens.
SecureBytes open_slot(const std::vector<storage::KeySlotRow>& slots, const KeyFile& key,
                      ByteView vault_id, const UserName& user, std::int64_t user_id) {
  const keys::Kek kek = keys::kek_from_key_file(key.key(), vault_id);
  for (const storage::KeySlotRow& slot : slots) {
    if (!std::ranges::equal(slot.kek_id, kek.id)) continue;
    return keys::open_user_key(
        slot.sealed_key, kek,
        {vault_id, user.str(), user_id, slot.slot, static_cast<keys::SlotKind>(slot.kind),
         from_unix_ms(slot.created_at)});
  }
  throw Error(ErrorKind::wrong_key,
              "this key does not open the messages of user '" + user.str() + "'",
              "name the key file with --key-file, or the user with --user");
}

}  // namespace

Vault::Vault(std::shared_ptr<VaultState> state) : state_(std::move(state)) {}

Vault Vault::open(const fs::path& database, Clock& clock, RandomSource& random,
                  VaultOptions options) {
  if (!vault_exists(database)) {
    throw Error(ErrorKind::no_vault, "no vault at " + database.string(),
                "store a message to make one, or name another with --vault");
  }
  return Vault(open_state(with_real_folder(database), clock, random, std::move(options)));
}

Vault Vault::open_or_create(const fs::path& database, Clock& clock, RandomSource& random,
                            VaultOptions options) {
  const bool made = !vault_exists(database) && create_if_missing(database, random, options);
  Vault vault(open_state(with_real_folder(database), clock, random, std::move(options)));
  vault.state_->was_made = made;
  return vault;
}

bool Vault::was_made() const noexcept {
  return state_->was_made;
}

std::optional<UnlockedUser> Vault::unlock(const UserName& user, const fs::path& key_file) {
  std::vector<storage::KeySlotRow> slots;
  std::optional<std::int64_t> user_id;
  {
    const storage::ReadTransaction one_moment(state_->db);
    user_id = state_->users.find(user.str());
    if (!user_id) return std::nullopt;
    slots = state_->users.slots(*user_id);
  }
  const Bytes& vault_id = state_->db.vault_id();
  SecureBytes user_key = open_slot(slots, KeyFile::read(key_file), vault_id, user, *user_id);
  RowSealer sealer(std::move(user_key), vault_id, user.str());
  return UnlockedUser(state_, std::make_unique<UnlockedUser::Secrets>(
                                  UnlockedUser::Secrets{user.str(), *user_id, std::move(sealer)}));
}

Enrolment Vault::unlock_or_enroll(const UserName& user, const fs::path& key_file) {
  if (auto known = unlock(user, key_file)) return {std::move(*known), false};
  bool made = false;
  if (!platform::private_file_exists(key_file)) {
    made = KeyFile::generate(state_->random).write_new(key_file, user);
  }
  add_user(*state_, user, KeyFile::read(key_file));
  return {unlock(user, key_file).value(), made};
}

std::vector<Entry> Vault::list(const UserName& user) {
  return state_->read([&](std::int64_t now) {
    std::vector<Entry> entries;
    const auto user_id = state_->users.find(user.str());
    if (!user_id) return entries;
    for (const auto& row : state_->messages.list(*user_id, now)) entries.push_back(entry_of(row));
    return entries;
  });
}

std::int64_t Vault::purge() {
  const std::int64_t before = state_->purged;
  if (state_->messages.any_expired(to_unix_ms(state_->clock.now()))) {
    state_->write([](std::int64_t) { return true; });
  }
  return state_->purged - before;
}

std::int64_t Vault::purged() const noexcept {
  return state_->purged;
}

const std::optional<Error>& Vault::purge_failure() const noexcept {
  return state_->purge_failure;
}

}  // namespace mayfly
