#include "vault/vault_file.h"

#include <sys/stat.h>

#include <array>

#include "mayfly/error.h"
#include "platform/draft_file.h"
#include "platform/file_lock.h"
#include "platform/private_file.h"
#include "platform/private_folder.h"
#include "storage/sqlite/sqlite_store.h"

namespace mayfly {
namespace {

namespace fs = std::filesystem;

/// SQLite would play a journal back into the vault, and delete the file that it names as its
/// super-journal. We make no journal without a vault, and never one that names a super-journal.
void require_safe_journals(const fs::path& path, bool vault_there) {
  constexpr std::array<std::uint8_t, 8> kSuperJournal{0xd9, 0xd5, 0x05, 0xf9,
                                                      0x20, 0xa1, 0x63, 0xd7};
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    const fs::path journal = platform::beside(path, suffix);
    const auto status = platform::private_file_status(journal);
    if (!status) continue;
    const bool ours = vault_there && S_ISREG(status->st_mode) &&  // SQLite would wait at a FIFO
                      !platform::file_ends_with(journal, kSuperJournal);
    if (ours) continue;
    throw Error(ErrorKind::authentication_failed,
                journal.string() + " is not a journal of this vault", "move it away");
  }
}

/// With two names it would have two locks, and two places of a journal.
void require_one_regular_file(const fs::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::not_a_vault, path.string() + ": not a vault: not a regular file");
  if (status.st_nlink > 1) {
    throw Error(ErrorKind::unsafe_permissions, path.string() + " has another name as well",
                "remove the other hard link, or make a copy");
  }
}

/// Makes the vault under another name and publishes it whole: nobody ever sees half a vault.
bool create_vault(const fs::path& path, RandomSource& random) {
  platform::DraftFile draft(path);
  Bytes vault_id(kVaultIdSize);
  random.fill(vault_id);
  storage::SqliteStore::create(draft.draft(), vault_id);
  return draft.publish();
}

}  // namespace

fs::path with_real_folder(const fs::path& path) {
  return platform::real_folder_of(path) / path.filename();
}

bool vault_exists(const fs::path& path) {
  return find_vault(path).has_value();
}

std::optional<VaultFile> find_vault(const fs::path& path) {
  const auto folder = platform::find_safe_folder(platform::folder_of(path));
  if (!folder) return std::nullopt;
  const auto status = platform::private_file_status(path);
  if (status) require_one_regular_file(path, *status);
  require_safe_journals(path, status.has_value());
  if (!status) return std::nullopt;
  return VaultFile{*folder / path.filename(), *status};
}

platform::FilePlace place_of(const VaultFile& file) {
  return {file.path, file.status.st_dev, file.status.st_ino};
}

bool create_if_missing(const fs::path& database, RandomSource& random, Patience& patience) {
  platform::make_private_folder(platform::folder_of(database));
  const fs::path path = with_real_folder(database);
  const platform::FileLock lock(platform::beside(path, "-lock"), patience);
  return !vault_exists(path) && create_vault(path, random);
}

}  // namespace mayfly
