#pragma once

// The users of a vault. Vault::find_user() gives a LockedUser, and LockedUser::unlock() makes an
// UnlockedUser of it, which has all that needs a key: there is no way to read a message without
// one.
//
// Both share the open vault, and may outlive the Vault object that they came from; its clock and
// its source of randomness must outlive them. All their functions may throw Error{busy}; those of
// UnlockedUser that read or write messages purge first, as any access does.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/debug_iv.h"
#include "mayfly/error.h"
#include "mayfly/key.h"
#include "mayfly/message.h"
#include "mayfly/user_name.h"

namespace mayfly {

/// What UnlockedUser::rotate() did.
struct Rotation {
  std::int64_t messages = 0;             ///< sealed again, under the new user key
  std::vector<SlotNumber> kept = {};     ///< the slots that open the new user key
  std::vector<SlotNumber> dropped = {};  ///< the slots that are gone
};

/// What UnlockedUser::remove_all() did.
struct Removal {
  std::int64_t removed = 0;          ///< messages that were alive
  std::vector<MessageId> left = {};  ///< those of a later program, which are left as they are
};

class Session;

// Of bundle.h.
class BundleReader;
struct Bundled;
struct BundledMessage;
struct Imported;

/// A user whose key was presented.
///
/// Another process may change the keys meanwhile. Each call looks for that first, and throws
/// Error{wrong_key} if the key that was presented opens no slot any more.
class UnlockedUser {
 public:
  ~UnlockedUser();
  UnlockedUser(UnlockedUser&&) noexcept;
  UnlockedUser& operator=(UnlockedUser&&) noexcept;

  const std::string& name() const noexcept;

  /// Seals the draft and stores it; when this returns, the message is on disk. Throws as
  /// require_storable() does, and Error{not_written} if the disk is full or read-only; then nothing
  /// was stored. Throws Error{not_a_vault} if it is to replace one of a later program.
  Receipt store(Draft draft);

  /// Stores all of them in one transaction, or none. The receipts are in the order of the drafts.
  std::vector<Receipt> store_all(std::vector<Draft> drafts);

  /// Gives the next draft to store; nothing when there are no more.
  using NextDraft = std::function<std::optional<Draft>()>;

  /// Stores all that `next` gives, in one transaction, or none of it if anything throws. Holds one
  /// of them at a time. All who want to write wait meanwhile: `next` must wait for nobody, and must
  /// not use the vault. None of them can replace others: throws Error{usage}.
  StoredMessages store_each(const NextDraft& next);

  /// Gives these messages another end, later or earlier, all of them or none: they are sealed
  /// again, under the window key that fits, and live from now. An id that is given twice counts
  /// once. Throws Error{no_such_message} if one is not there (a message to burn that somebody has
  /// claimed is not), and Error{authentication_failed} if one was altered. The receipts are in the
  /// order of `ids`.
  std::vector<Receipt> extend(std::span<const MessageId> ids, const Lifetime& lifetime);

  /// The message; nothing if this user has no live message with that id. Throws
  /// Error{authentication_failed} if it was altered. A burn-after-reading message is destroyed
  /// before this returns: only one of all who ask for it gets it. The receipt of a message that
  /// owes one says that it was read before this returns, or it is not read.
  std::optional<Message> get(MessageId id);

  /// Sees the messages that get() is about to give out. What it throws comes through, and then none
  /// is burned: so what can fail with them is done here. For one to burn, other writers wait for
  /// it.
  using Accept = std::function<void(std::span<const Message* const>)>;

  /// All of these, in the order of `ids`. Throws Error{no_such_message} if one is missing, and
  /// Error{usage} if one is for programs only; then none is burned.
  std::vector<Message> get(std::span<const MessageId> ids, const Accept& accept = nullptr);

  /// The same for a program, which is also given what is for programs only. `take` gets the
  /// messages before those to burn are claimed: what it throws comes through, and none is burned
  /// then. If this throws after `take` has returned, nobody may use what it got. It is called once
  /// at most, perhaps under the vault's lock, and must not use the vault.
  void hand_on(std::span<const MessageId> ids,
               const std::function<void(std::vector<Message>)>& take);

  /// Calls `on_message` with each live message, oldest first, and `on_damaged` with the error of
  /// each that was altered, or whose reading could not be noted in its receipt. Skips
  /// burn-after-reading messages, and those for programs. They are read bit by bit, and no lock is
  /// held during the calls: what is stored after the first call is left out, and what expires
  /// before its turn. What they throw comes through.
  void get_all(const std::function<void(Message)>& on_message,
               const std::function<void(const Error&)>& on_damaged);

  /// The youngest live message, those to burn and those for programs aside; nothing if there is
  /// none.
  std::optional<MessageId> latest();

  /// The live messages with that name, oldest first, burn-after-reading messages included. This and
  /// the two that follow throw why there are no window keys, if they are needed to open names.
  std::vector<MessageId> find(ByteView name);

  /// Those whose names `fits` takes. It is called with each name, and perhaps again with some.
  std::vector<MessageId> find_if(const std::function<bool(ByteView name)>& fits);

  /// The youngest of them; nothing if there is none.
  std::optional<MessageId> find_youngest(ByteView name);

  /// The live messages, oldest first, with their names.
  std::vector<Entry> list();

  /// Calls `visit` with each of them, as get_all() does.
  void each_entry(const std::function<void(Entry)>& visit);

  /// What became of these messages, in the order of `ids`: Draft::receipt. It reads none of them,
  /// and changes nothing. Throws the reason if there are no window keys.
  std::vector<Fate> fates(std::span<const MessageId> ids);

  /// The youngest of that name, live or by its receipt; nothing if there is none.
  std::optional<MessageId> find_youngest_known(ByteView name);

  /// Deletes these messages, and those of `others` that are there. Throws Error{no_such_message} if
  /// one of `ids` is missing or given twice, and deletes none then. A window key that no other
  /// message needs is destroyed with them. Returns how many there were.
  // NOLINTNEXTLINE(bugprone-easily-swappable-parameters): `others` are told apart by their default
  std::int64_t remove(std::span<const MessageId> ids, std::span<const MessageId> others = {});

  /// Deletes all messages of this user, in the same way, except those that a later program has
  /// made or whose window keys it has made: they are left as they are.
  Removal remove_all();

  // Bundles (bundle.h).

  /// Calls `on_message` with each of these messages as a bundle holds it, in the order of `ids`. No
  /// lock is held during the calls. Nothing is burned or counted: a message whose reads are
  /// counted, or that is for programs, is for move_out() alone, so that it is in one place, and
  /// without `to_move` throws Error{usage}. Returns the ids for which there is no live message.
  /// Throws as get() does for one that was altered.
  std::vector<MessageId> bundle_each(
      std::span<const MessageId> ids, bool to_move,
      const std::function<void(BundledMessage, const Bundled&)>& on_message);

  /// Removes what was bundled, as remove() does. Before that, and after nothing can be read or
  /// changed by others any more, calls `publish`: what it throws comes through, and nothing is
  /// removed. Throws Error{no_such_message} if a message is gone by now, and Error{busy} if one was
  /// changed; nothing is published or removed then.
  void move_out(std::span<const Bundled> bundled, const std::function<void()>& publish);

  /// Stores what a bundle holds, under new ids, in one transaction, or nothing if any of it is not
  /// authentic. No message lives longer than it would have at its old place: until its deadline by
  /// the wall clock, and no longer than `remaining` after `arrived` (Clock::since_boot() when the
  /// end of the bundle had come), in whole seconds, rounded down. `on_message` is called after each
  /// one. Throws as BundleReader::next() and store() do.
  Imported import(BundleReader& bundle, std::chrono::milliseconds arrived,
                  const std::function<void()>& on_message = {});

  /// What debug-iv shows, for a message of this user; its tag is verified first. Returns nothing,
  /// and throws, as get() does, and throws Error{usage} for a burn-after-reading message.
  std::optional<IvDemonstration> demonstrate_iv(MessageId id);

  /// The number and the kind of the key slot that was opened.
  SlotNumber slot() const noexcept;
  SlotKind slot_kind() const noexcept;

  /// The KEK of that slot: Key::of_kek() opens it again without a derivation.
  SecureBytes kek() const;

  // The four that follow change the key slots. After Error{not_written} the change may have been
  // made all the same. A passphrase is derived before any lock is taken.

  /// Adds a slot that `key` opens, and returns its number. Throws Error{usage} if the key opens a
  /// slot already; and for a second passphrase if the user was not unlocked with the first one,
  /// whose salt it takes.
  SlotNumber add_key(const Key& key);

  /// Puts `key` in the place of the one that was presented. Throws as add_key() does.
  void change_key(const Key& key);

  /// Removes a slot, as LockedUser::slots() told of it. Throws Error{usage} if it is gone or is
  /// another by now, if it is the only one, and for the slot that was opened: whoever removes a
  /// slot has the key of another.
  void remove_key(const KeySlot& unwanted);

  /// Makes a new user key, and seals with it all live messages, and the slots that the presented
  /// key and `others` open; all of that, or nothing. Throws Error{wrong_key}, which names them, if
  /// there are slots that none of these keys opens, unless `drop_others`; and
  /// Error{authentication_failed} if a message was altered.
  Rotation rotate(std::span<const Key> others, bool drop_others);

  struct Secrets;

 private:
  friend class Vault;
  friend class LockedUser;
  UnlockedUser(std::shared_ptr<Session> session, std::unique_ptr<Secrets> secrets);

  std::shared_ptr<Session> session_;
  std::unique_ptr<Secrets> secrets_;
};

/// A user of a vault, before a key was presented: as of the moment when they were looked up. What
/// other processes change later does not show here; ask Vault::find_user() again.
class LockedUser {
 public:
  ~LockedUser();
  LockedUser(LockedUser&&) noexcept;
  LockedUser& operator=(LockedUser&&) noexcept;

  const UserName& name() const noexcept;

  /// The key slots, in the order of their numbers.
  std::vector<KeySlot> slots() const;
  bool has_slot(SlotKind kind) const noexcept;

  /// Why no key that this program knows can open any of the slots; nothing if one may. If a later
  /// program made them, it is an Error{not_a_vault}.
  std::optional<Error> what_bars_all_keys() const;

  /// Opens the slot that `key` is for. For a passphrase this takes the time and the memory of one
  /// derivation. Throws Error{wrong_key} if the key opens none of the slots, and
  /// Error{authentication_failed} if its slot was altered.
  UnlockedUser unlock(const Key& key) const;

  struct Known;

 private:
  friend class Vault;
  LockedUser(std::shared_ptr<Session> session, std::unique_ptr<Known> known);

  std::shared_ptr<Session> session_;
  std::unique_ptr<Known> known_;
};

/// What Vault::unlock_or_enroll() did.
struct Enrolment {
  UnlockedUser user;
  bool key_file_made;
};

}  // namespace mayfly
