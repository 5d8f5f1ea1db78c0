#pragma once

// Start here. A vault is an SQLite file with the sealed messages of its users, and a window-key
// file, whose keys are destroyed as time goes on:
//
//   mayfly::SystemClock clock;
//   mayfly::SystemRandom random;
//   auto vault = mayfly::Vault::open_or_create({"/me/vault.db", "/me/state"}, clock, random);
//   auto me = vault.unlock_or_enroll(mayfly::UserName("me"), "/me/me.key").user;
//   mayfly::Draft draft{.text = mayfly::secure_copy(mayfly::as_bytes("a secret"))};
//   const auto receipt = me.store(std::move(draft));
//   const auto message = me.get(receipt.id);  // until it expires; then std::nullopt
//
// Each access first destroys what has expired, for every user: window keys, then rows. Nothing
// expired is ever given out, destroyed or not. All times are vault time, which never goes back
// (doc/design.md). Everything throws mayfly::Error. Objects are not thread-safe; processes may
// share a vault freely.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/debug_iv.h"
#include "mayfly/disk.h"
#include "mayfly/error.h"
#include "mayfly/key.h"
#include "mayfly/key_file.h"
#include "mayfly/message.h"
#include "mayfly/random.h"
#include "mayfly/report.h"
#include "mayfly/ttl.h"
#include "mayfly/user.h"
#include "mayfly/user_name.h"
#include "mayfly/wait_clock.h"

namespace mayfly {

/// Where a vault is kept.
struct VaultPlace {
  std::filesystem::path database;
  std::filesystem::path state_folder;  ///< of the window-key file, which is named by the vault's id
  std::filesystem::path window_keys = {};  ///< the window-key file itself, where it is elsewhere
};

/// Throws one Error{unsafe_permissions}, which names all unsafe folders, where a vault or key file
/// would lie in a folder that others can write to or exchange.
void require_safe_places(const VaultPlace& place,
                         const std::optional<std::filesystem::path>& key_file = std::nullopt);

class Patience;

struct VaultOptions {
  /// How long another process may hold the vault before Error{busy}.
  std::chrono::milliseconds busy_timeout{std::chrono::seconds{10}};

  /// Nothing is changed, so nothing is purged either; what has expired is refused all the same.
  bool look_only = false;

  /// The file operations on the window-key file; the system's where there is none.
  Disk* disk = nullptr;

  /// Called many times a second while the database works on something long, such as a purge of a
  /// million messages.
  std::function<void()> on_progress = nullptr;

  /// How long to wait in all in one access, also in a queue that moves; 0: not at all.
  std::chrono::milliseconds lock_wait{std::chrono::minutes{1}};

  /// Something is to be written soon: who has waited for the vault keeps the place in the queue of
  /// writers until that is done, unless a passphrase comes in between.
  bool to_write = false;

  /// Set by share_patience(): what is left of both for all accesses together.
  std::shared_ptr<Patience> patience = nullptr;

  /// Has all accesses of all vaults that are opened with copies of these options wait as if they
  /// were one, as a program wants it that is called once. After all else is set.
  void share_patience();

  /// What waiting is measured by; the system's where there is none.
  WaitClock* wait_clock = nullptr;

  /// Takes passphrases whose derivation costs more than four times the default, up to 1 GiB and 16
  /// passes: whoever can write the vault says what they cost.
  bool costly_kdf = false;

  /// Called when a file was made, the database of a vault or its window keys: an error that comes
  /// later speaks of what failed alone.
  std::function<void(const std::filesystem::path&)> on_made = nullptr;
};

struct VaultState;

class Vault {
 public:
  /// Opens the vault at `place`. Clock and randomness must outlive it. Throws Error{no_vault},
  /// {not_a_vault}, {authentication_failed} for a damaged file, {unsafe_permissions}, {busy}; the
  /// files are unchanged then. A window-key file that is missing or another's is an error only of
  /// what needs it: list() does not.
  static Vault open(const VaultPlace& place, Clock& clock, RandomSource& random,
                    VaultOptions options = {});

  /// The same, making the vault and its folders where they are missing. A window-key file that is
  /// lost is made anew where no live message needed it; else throws Error{not_a_vault}, which names
  /// those.
  static Vault open_or_create(const VaultPlace& place, Clock& clock, RandomSource& random,
                              VaultOptions options = {});

  /// Whether open_or_create() made it.
  bool was_made() const noexcept;

  /// 16 random bytes, made with the vault.
  ByteView id() const noexcept;

  /// Throws Error{not_a_vault} where the database is a copy, which can only be looked at.
  void require_original() const;

  /// Makes this database the one of its window keys, where it was told to be a copy, which can only
  /// be looked at (doc/design.md, "Copies"). The one that they were of can only be looked at then.
  /// Returns false where there was nothing to change. Throws Error{not_a_vault} without window
  /// keys.
  bool adopt();

  /// Whether a message was ever stored.
  bool has_given_ids();

  /// Nothing where the vault has no such user. Needs no key.
  std::optional<LockedUser> find_user(const UserName& name);

  /// The first of its users by name, at most so many, as they stand in the vault.
  std::vector<std::string> user_names(std::size_t most);

  /// The user, under another name, one of whose slots `key` is for. A passphrase takes one
  /// derivation for each user who has one.
  struct Owner {
    std::string name;  ///< as it stands in the vault
    bool was_renamed;  ///< from `name` as it was asked for, by somebody without the key
  };
  std::optional<Owner> find_owner(const Key& key, const UserName& name);

  /// The same, unlocked with the key file at that path. Throws as KeyFile::read() and
  /// LockedUser::unlock() do.
  std::optional<UnlockedUser> unlock(const UserName& user, const std::filesystem::path& key_file);

  /// Adds the user, whose first key slot `key` opens. Where there is such a user already, throws
  /// as LockedUser::unlock().
  UnlockedUser enroll(const UserName& user, const Key& key);

  /// Puts a new user of that name, whose first key slot `key` opens, in the place of one whose keys
  /// are lost: the slots and the messages are destroyed, as by remove_all(), all of it or nothing.
  /// Throws Error{busy} where the slots are others than `user` tells, Error{usage} where `key`
  /// opens one of them, and Error{not_a_vault} for a copy, or where a later program made some of
  /// it. After Error{not_written} the hint says where it is done all the same.
  UnlockedUser replace_user(const LockedUser& user, const Key& key);

  /// The user, unlocked. One that is new is added, and the key file is made where there is none.
  Enrolment unlock_or_enroll(const UserName& user, const std::filesystem::path& key_file);

  /// The user's live messages, oldest first. Needs no key, and so shows no names.
  std::vector<Entry> list(const UserName& user);

  /// Destroys what has expired, of every user: window keys first, rows second. With `look_only` it
  /// tells what there is to destroy.
  PurgeReport purge();

  /// What the accesses through this object have purged on the way.
  const PurgeReport& purged() const noexcept;

  /// The vault's time.
  Instant now();

  /// What a user of the vault should be told, if anything: clocks that differ by more than a
  /// minute, files of different ages.
  std::vector<std::string> warnings();

  /// Looks for what is wrong: with rows, window keys, and how they go together. Authenticates what
  /// the key of `user`, where there is one, opens. What is overdue by less than `grace` is for
  /// information only: a purge from cron may be about to run.
  VerifyReport verify(UnlockedUser* user, std::chrono::seconds grace = kOverdueGrace);

 private:
  explicit Vault(std::shared_ptr<VaultState> state);

  std::shared_ptr<VaultState> state_;
};

/// A window-key file whose vault stood at a place and does not any more; where nothing tells of
/// which vault it is, perhaps.
struct LeftWindowKeys {
  std::filesystem::path file;
  bool certain;
};

/// Nothing where there is a vault at this place, or none is known.
std::optional<LeftWindowKeys> find_left_window_keys(const VaultPlace& place);

/// Vault::purge() where there may be no vault, or one that cannot be opened. First the keys of
/// ended windows are destroyed in every window-key file of the state folder (or in the one that
/// `place` names): that needs no database. Throws nothing of its own: what could not be done is in
/// the report, as a failure where it is this vault's, else as a warning.
PurgeReport purge_vault(const VaultPlace& place, Clock& clock, RandomSource& random,
                        VaultOptions options = {});

}  // namespace mayfly
