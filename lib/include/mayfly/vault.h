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
// (doc/design.md). What fails throws mayfly::Error. Objects are not thread-safe, and must not be
// used on both sides of a fork(2); processes may share a vault freely.
//
// What a vault holds is in message.h, who may read it in user.h and key.h, and what purge() and
// verify() tell in report.h. A program that handles secrets calls harden_process() first
// (process.h).

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
#include "mayfly/version.h"
#include "mayfly/wait_clock.h"

namespace mayfly {

/// Where a vault is kept.
struct VaultPlace {
  std::filesystem::path database;

  /// Where the window-key file is, under a name that is made from the vault's id.
  std::filesystem::path state_folder;

  /// The window-key file itself, if it is elsewhere; empty: in `state_folder`.
  std::filesystem::path window_keys = {};
};

/// Throws one Error{unsafe_permissions}, which names all unsafe folders, if the vault or the key
/// file would lie in a folder that others can write to or exchange. Changes nothing.
void require_safe_places(const VaultPlace& place,
                         const std::optional<std::filesystem::path>& key_file = std::nullopt);

class Patience;

/// How a vault is opened. What it points to must outlive the vault and its users.
struct VaultOptions {
  /// How long another process may hold the vault before Error{busy}.
  std::chrono::milliseconds busy_timeout{std::chrono::seconds{10}};

  /// Changes nothing, and so purges nothing either; what has expired is refused all the same.
  bool look_only = false;

  /// The file operations on the window-key file; null: the system's.
  Disk* disk = nullptr;

  /// Called many times a second while something long is at work, such as a purge of a million
  /// messages. It must not throw, since SQLite calls it, and must not use the vault.
  std::function<void()> on_progress = nullptr;

  /// How long one access may wait in all, also in a queue that moves; 0: not at all.
  std::chrono::milliseconds lock_wait{std::chrono::minutes{1}};

  /// Something is to be written soon, so the place in the queue of writers is kept until that is
  /// done, unless a passphrase has to be derived in between.
  bool to_write = false;

  /// Set by share_patience(): what is left of `busy_timeout` and `lock_wait` for all accesses
  /// together.
  std::shared_ptr<Patience> patience = nullptr;

  /// All accesses of all vaults that are opened with copies of these options then wait as if they
  /// were one: for a program that does one thing and ends. Call it after everything else is set.
  void share_patience();

  /// What waiting is measured by; null: the system's.
  WaitClock* wait_clock = nullptr;

  /// Whether to derive passphrases at more than four times the default cost, up to 1 GiB and 16
  /// passes. Whoever can write the vault decides what they cost.
  bool costly_kdf = false;

  /// Called with each file that was made: the database, the window-key file, a key file. An error
  /// that comes later does not tell of them.
  std::function<void(const std::filesystem::path&)> on_made = nullptr;
};

class Session;

/// What anybody may do who can open the files.
class Vault {
 public:
  /// Opens the vault at `place`. `clock` and `random` must outlive it and its users. Throws
  /// Error{no_vault}, Error{not_a_vault}, Error{authentication_failed} for a damaged file,
  /// Error{unsafe_permissions} or Error{busy}; the files are unchanged then. If the window-key file
  /// is missing or belongs to another vault, only what needs it throws: list() does not.
  static Vault open(const VaultPlace& place, Clock& clock, RandomSource& random,
                    VaultOptions options = {});

  /// The same, but makes the vault and its folders if they are missing. A window-key file that is
  /// lost is made again if no live message needed it; otherwise throws Error{not_a_vault}, which
  /// names those messages.
  static Vault open_or_create(const VaultPlace& place, Clock& clock, RandomSource& random,
                              VaultOptions options = {});

  /// Whether open_or_create() made the database.
  bool was_made() const noexcept;

  /// 16 random bytes, made with the vault; valid as long as this object or a user of it.
  ByteView id() const noexcept;

  /// Throws Error{not_a_vault} if the database is a copy, which can only be looked at.
  void require_original() const;

  /// If this database was found to be a copy (doc/design.md, "Copies"), makes it the original, and
  /// the one that was the original a copy. Returns false if it was the original already. Throws
  /// Error{not_a_vault} if the window keys are missing.
  bool adopt();

  /// Whether a message was ever stored.
  bool has_given_ids();

  /// The user of that name; nothing if the vault has none. Needs no key.
  std::optional<LockedUser> find_user(const UserName& name);

  /// The names of its users as they stand in the vault, sorted; the first `most` of them.
  std::vector<std::string> user_names(std::size_t most);

  struct Owner {
    std::string name;  ///< as it stands in the vault
    bool was_renamed;  ///< by somebody without the key: the slot was sealed for the name asked for
  };

  /// The user of another name than `name` whose slot `key` opens; nothing if there is none. For a
  /// passphrase this takes one derivation for each user who has one.
  std::optional<Owner> find_owner(const Key& key, const UserName& name);

  /// The user of that name, unlocked with the key file at that path; nothing if the vault has no
  /// such user. Throws as KeyFile::read() and LockedUser::unlock() do.
  std::optional<UnlockedUser> unlock(const UserName& user, const std::filesystem::path& key_file);

  /// Adds the user, whose first key slot `key` opens. If there is such a user already, unlocks it,
  /// and throws as LockedUser::unlock() does.
  UnlockedUser enroll(const UserName& name, const Key& key);

  /// Puts a new user of that name, whose first key slot `key` opens, in the place of one whose keys
  /// are lost. The old slots and messages are destroyed, as by remove_all(): all of them, or none.
  /// Throws Error{busy} if the slots are no longer those of `user`, Error{usage} if `key` opens one
  /// of them, and Error{not_a_vault} for a copy, or if a later program made any of them. If it is
  /// done in spite of an Error{not_written}, the error's hint says so.
  UnlockedUser replace_user(const LockedUser& user, const Key& key);

  /// The user, unlocked with that key file. A new user is added; a key file that is missing is
  /// made.
  Enrolment unlock_or_enroll(const UserName& user, const std::filesystem::path& key_file);

  /// The user's live messages, oldest first; empty if there is no such user. Needs no key, and so
  /// shows no names.
  std::vector<Entry> list(const UserName& user);

  /// Calls `visit` with each of them, as UnlockedUser::get_all() does.
  void each_entry(const UserName& user, const std::function<void(Entry)>& visit);

  /// Destroys what has expired, for every user: window keys first, rows second. With `look_only` it
  /// only tells what there is to destroy. What could not be destroyed is in the report.
  PurgeReport purge();

  /// What the accesses of this object and its users have purged on the way: the sum of them all,
  /// without purge() itself.
  const PurgeReport& purged() const noexcept;

  /// The time of the vault (doc/design.md, "Vault time").
  Instant now();

  /// Whole sentences that a user of the vault should be told, if any: that its clock and the wall
  /// clock differ by more than a minute, or that one of its files is older than the other.
  std::vector<Warning> warnings();

  /// Looks for what is wrong with the rows, the window keys, and how they go together. With
  /// a `user` of this vault, also opens all that their key should open; null: does not. What is
  /// overdue by less than `grace` is for information only, since a purge from cron may be about to
  /// run.
  VerifyReport verify(UnlockedUser* user, std::chrono::seconds grace = kOverdueGrace);

 private:
  explicit Vault(std::shared_ptr<Session> session);
  friend Vault vault_over(std::shared_ptr<Session> session);

  std::shared_ptr<Session> session_;
};

/// A window-key file that is left of a vault whose database is gone.
struct LeftWindowKeys {
  std::filesystem::path file;
  bool certain;  ///< false: nothing tells whose it is, so it may be another vault's
};

/// The window-key file that is left of the vault at this place; nothing if the vault is there, or
/// if no such file is found.
std::optional<LeftWindowKeys> find_left_window_keys(const VaultPlace& place);

/// Vault::purge() for a place that may have no vault, or one that cannot be opened. First destroys
/// the keys of ended windows in every window-key file of the state folder, or in the one that
/// `place` names: that needs no database. Throws nothing of its own: what could not be done is in
/// the report, as a failure if it concerns this vault, or as a warning if it concerns another.
PurgeReport purge_vault(const VaultPlace& place, Clock& clock, RandomSource& random,
                        VaultOptions options = {});

}  // namespace mayfly
