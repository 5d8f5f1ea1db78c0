#include "mayfly/vault.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "key_slots.h"
#include "message_reader.h"
#include "platform/file_lock.h"
#include "platform/private_file.h"
#include "purge.h"
#include "unlocked_user.h"
#include "vault_state.h"
#include "verification.h"
#include "window_key_place.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& path, const char* suffix) {
  return path.string() + suffix;
}

/// SQLite refuses a symbolic link anywhere in the path; folders may be links, the file may not.
fs::path with_real_folder(const fs::path& path) {
  return platform::real_folder_of(path) / path.filename();
}

/// SQLite would play a journal back into the vault, and delete the file that a super-journal's name
/// in it says. We make neither without a vault, nor the second kind at all.
void require_safe_journals(const fs::path& path, bool vault_there) {
  constexpr std::array<std::uint8_t, 8> kSuperJournal{0xd9, 0xd5, 0x05, 0xf9,
                                                      0x20, 0xa1, 0x63, 0xd7};
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    const fs::path journal = beside(path, suffix);
    if (!platform::private_file_exists(journal)) continue;
    if (vault_there && !platform::file_ends_with(journal, kSuperJournal)) continue;
    throw Error(ErrorKind::authentication_failed, journal.string() + " is no journal of this vault",
                "move it away");
  }
}

/// Whether there is a vault file; refuses what is unsafe, or no file.
bool vault_exists(const fs::path& path) {
  platform::require_safe_folder(platform::folder_of(path));
  const bool there = platform::private_file_exists(path);
  if (there && !platform::is_regular_file(path)) {
    throw Error(ErrorKind::not_a_vault, path.string() + ": not a vault: not a regular file");
  }
  require_safe_journals(path, there);
  return there;
}

/// Makes the vault under another name and publishes it whole: nobody ever sees half a vault.
bool create_vault(const fs::path& path, RandomSource& random) {
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
  return platform::publish(draft, path);
}

/// False where another process was first.
bool create_if_missing(const fs::path& database, RandomSource& random,
                       const VaultOptions& options) {
  platform::make_private_folder(platform::folder_of(database));
  const fs::path path = with_real_folder(database);
  const platform::FileLock lock(beside(path, "-lock"), options.busy_timeout);
  return !vault_exists(path) && create_vault(path, random);
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

/// "2h 3m behind the vault's", where the two clocks differ by more than a minute.
std::optional<std::string> clock_difference(VaultState& vault) {
  const std::chrono::milliseconds ahead{to_unix_ms(vault.clock.wall()) - vault.now()};
  if (std::chrono::abs(ahead) <= std::chrono::minutes{1}) return std::nullopt;
  return "the system's clock is " + format_duration(std::chrono::abs(ahead)) +
         (ahead.count() < 0 ? " behind" : " ahead of") +
         " the vault's, which goes on undisturbed; times are the vault's";
}

std::vector<std::string> warnings_of(VaultState& vault) {
  if (vault.windows_failure) return {vault.windows_failure->what()};
  std::vector<std::string> warnings;
  if (auto difference = clock_difference(vault)) warnings.push_back(std::move(*difference));
  if (vault.database_is_older) {
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

Vault::Vault(std::shared_ptr<VaultState> state) : state_(std::move(state)) {}

Vault Vault::open(const VaultPlace& place, Clock& clock, RandomSource& random,
                  VaultOptions options) {
  if (!vault_exists(place.database)) {
    throw Error(ErrorKind::no_vault, "no vault at " + place.database.string(),
                "store a message to make one, or name another with --vault");
  }
  Vault vault(open_state(with_real_folder(place.database), clock, random, std::move(options)));
  open_window_keys(*vault.state_, place);
  return vault;
}

Vault Vault::open_or_create(const VaultPlace& place, Clock& clock, RandomSource& random,
                            VaultOptions options) {
  const fs::path& database = place.database;
  platform::require_safe_place(window_key_folder(place));  // before anything is made
  const bool made = !vault_exists(database) && create_if_missing(database, random, options);
  Vault vault(open_state(with_real_folder(database), clock, random, std::move(options)));
  vault.state_->was_made = made;
  open_or_make_window_keys(*vault.state_, place);
  return vault;
}

bool Vault::was_made() const noexcept {
  return state_->was_made;
}

std::optional<UnlockedUser> Vault::unlock(const UserName& user, const fs::path& key_file) {
  std::vector<storage::KeySlotRow> slots;
  std::optional<std::int64_t> user_id;
  state_->read([&](std::int64_t) {
    user_id = state_->users.find(user.str());
    if (user_id) slots = state_->users.slots(*user_id);
  });
  if (!user_id) return std::nullopt;
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
  return from_unix_ms(state_->now());
}

std::vector<std::string> Vault::warnings() {
  return warnings_of(*state_);
}

VerifyReport Vault::verify(UnlockedUser* user) {
  std::optional<Witness> witness;
  if (user != nullptr) witness.emplace(user->secrets_->user_id, user->secrets_->sealer);
  return mayfly::verify(*state_, witness);
}

}  // namespace mayfly
