#pragma once

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
  std::int64_t messages = 0;            ///< sealed anew
  std::vector<std::int64_t> kept = {};  ///< slots
  std::vector<std::int64_t> dropped = {};
};

/// What UnlockedUser::remove_all() did.
struct Removal {
  std::int64_t removed = 0;          ///< messages that were alive
  std::vector<MessageId> left = {};  ///< of a later program
};

struct VaultState;

/// A user whose key was presented. Shares the open vault, and may outlive the Vault object.
class UnlockedUser {
 public:
  ~UnlockedUser();
  UnlockedUser(UnlockedUser&&) noexcept;
  UnlockedUser& operator=(UnlockedUser&&) noexcept;

  const std::string& name() const noexcept;

  /// Seals and stores; when it returns, the message is on disk. Throws as require_storable() does,
  /// and Error{not_written} where the disk is full or read-only; then nothing was stored.
  Receipt store(Draft draft);

  /// Stores all of them in one transaction, or none.
  std::vector<Receipt> store_all(std::vector<Draft> drafts);

  /// The message, or nothing where this user has no live message of that id. Throws
  /// Error{authentication_failed} where it was altered. A message to burn is destroyed before this
  /// returns: of all who ask for it, one gets it.
  std::optional<Message> get(MessageId id);

  /// All of these, or an error: Error{no_such_message} where one is not there. Then none is burned.
  std::vector<Message> get(std::span<const MessageId> ids);

  /// Calls `on_message` with each live message, oldest first, and `on_damaged` with the error of
  /// each that was altered. No lock is held during the calls. Leaves messages to burn alone.
  void get_all(const std::function<void(Message)>& on_message,
               const std::function<void(const Error&)>& on_damaged);

  /// The youngest live message that is not to burn.
  std::optional<MessageId> latest();

  /// The live messages of that name, oldest first, and those to burn among them.
  std::vector<MessageId> find(ByteView name);

  /// The live messages, oldest first, with their names.
  std::vector<Entry> list();

  /// Deletes these messages, or throws Error{no_such_message} and deletes none. Where one was the
  /// last of its window, the window key is destroyed too.
  void remove(std::span<const MessageId> ids);

  /// The same for all messages of this user, but those that a later program has made, or their
  /// window keys: they are left as they are.
  Removal remove_all();

  /// debug-iv for a message of this user's; its tag is verified first. Nothing, and the exceptions,
  /// as for get(); Error{usage} for one to burn.
  std::optional<IvDemonstration> demonstrate_iv(MessageId id);

  /// The key slot that was opened.
  std::int64_t slot() const noexcept;
  SlotKind slot_kind() const noexcept;

  /// The KEK of that slot: Key::of_kek() opens it again without a derivation.
  SecureBytes kek() const;

  /// Adds a slot that `key` opens; returns its number. A passphrase is derived before any lock is
  /// taken, here as elsewhere. Throws Error{usage} where the key opens a slot already, and for a
  /// passphrase where there is one already and another key was presented: it takes its salt from
  /// that. After Error{not_written} the change may stand all the same, as in all that follow.
  std::int64_t add_key(const Key& key);

  /// Puts `key` in the place of the one that was presented. Throws as add_key().
  void change_key(const Key& key);

  /// Removes a slot, as LockedUser::slots() told of it. Throws Error{usage} where it is not there
  /// any more, or there is no other, and for the slot that was opened: whoever removes one has the
  /// key of another.
  void remove_key(const KeySlot& unwanted);

  /// A new user key: seals all live messages anew, and the slots that the presented key and
  /// `others` open; all of it, or nothing. Throws Error{wrong_key}, naming them, where other slots
  /// are left, unless they are to be dropped; and Error{authentication_failed} where a message was
  /// altered.
  Rotation rotate(std::span<const Key> others, bool drop_others);

  struct Secrets;

 private:
  friend class Vault;
  friend class LockedUser;
  UnlockedUser(std::shared_ptr<VaultState> vault, std::unique_ptr<Secrets> secrets);

  std::shared_ptr<VaultState> vault_;
  std::unique_ptr<Secrets> secrets_;
};

/// A user of a vault, before a key was shown: as of the moment when they were looked up.
class LockedUser {
 public:
  ~LockedUser();
  LockedUser(LockedUser&&) noexcept;
  LockedUser& operator=(LockedUser&&) noexcept;

  const UserName& name() const noexcept;

  /// In the order of their numbers.
  std::vector<KeySlot> slots() const;
  bool has_slot(SlotKind kind) const noexcept;

  /// Why no key of ours can open any of the slots; nothing if one may. A kind of slot that this
  /// program does not know is an Error{not_a_vault}.
  std::optional<Error> what_bars_all_keys() const;

  /// Takes the time and the memory of one derivation where `key` is a passphrase. Throws
  /// Error{wrong_key} where it opens none of the slots, and Error{authentication_failed} where it
  /// does, and the slot was altered.
  UnlockedUser unlock(const Key& key) const;

  struct Known;

 private:
  friend class Vault;
  LockedUser(std::shared_ptr<VaultState> vault, std::unique_ptr<Known> known);

  std::shared_ptr<VaultState> vault_;
  std::unique_ptr<Known> known_;
};

struct Enrolment {
  UnlockedUser user;
  bool key_file_made;
};

}  // namespace mayfly
