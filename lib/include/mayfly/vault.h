#pragma once

// Start here. A vault is one SQLite file with the sealed messages of its users:
//
//   mayfly::WallClock clock;
//   mayfly::SystemRandom random;
//   auto vault = mayfly::Vault::open_or_create("/home/me/vault.db", clock, random);
//   auto me = vault.unlock_or_enroll(mayfly::UserName("me"), "/home/me/me.key").user;
//   const auto receipt = me.store({.text = mayfly::secure_copy(mayfly::as_bytes("a secret"))});
//   const auto message = me.get(receipt.id);  // until it expires; then std::nullopt
//
// Each access first deletes what has expired, for every user; nothing expired is ever given out,
// deleted or not. Everything throws mayfly::Error. Objects are not thread-safe; processes may share
// a vault freely.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/debug_iv.h"
#include "mayfly/error.h"
#include "mayfly/key_file.h"
#include "mayfly/random.h"
#include "mayfly/ttl.h"
#include "mayfly/user_name.h"

namespace mayfly {

/// Positive, counted through the whole vault, never used again.
using MessageId = std::int64_t;

inline constexpr std::size_t kMaxMessageSize = std::size_t{64} << 20;  ///< bytes
inline constexpr std::size_t kMaxMessageNameSize = 128;                ///< bytes

/// A message to store.
struct Draft {
  SecureBytes text;  ///< 1 byte to kMaxMessageSize
  std::chrono::seconds ttl = kDefaultTtl;
  std::optional<SecureBytes> name =
      std::nullopt;  ///< UTF-8 without control characters; kept sealed
};

/// Throws Error{usage} for a draft that no vault takes: empty or too large, a ttl out of range, a
/// name that is none.
void require_storable(const Draft& draft);

/// What is known of a message that was stored.
struct Receipt {
  MessageId id;
  Instant created_at;
  Instant expires_at;  ///< at this instant it is gone
};

/// A message as it stands in a list.
struct Entry {
  MessageId id;
  Instant created_at;
  Instant expires_at;
  std::size_t max_size;  ///< bytes; the padding hides the exact size: it is at most 15 less
  bool named;
  std::optional<SecureBytes>
      name;  ///< where the list was made with the key, and the name is authentic
};

struct Message {
  MessageId id;
  Instant created_at;
  Instant expires_at;
  std::optional<SecureBytes> name;
  SecureBytes text;
};

struct VaultOptions {
  /// How long to wait for other processes before Error{busy}.
  std::chrono::milliseconds busy_timeout{std::chrono::seconds{10}};

  /// Called many times a second while the database works on something long, such as a purge of a
  /// million messages.
  std::function<void()> on_progress = nullptr;
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
  /// Error{authentication_failed} where it was altered.
  std::optional<Message> get(MessageId id);

  /// Calls `on_message` with each live message, oldest first, and `on_damaged` with the error of
  /// each that was altered. No lock is held during the calls.
  void get_all(const std::function<void(Message)>& on_message,
               const std::function<void(const Error&)>& on_damaged);

  /// The youngest live message.
  std::optional<MessageId> latest();

  /// The live messages of that name, oldest first.
  std::vector<MessageId> find(ByteView name);

  /// The live messages, oldest first, with their names.
  std::vector<Entry> list();

  /// Deletes these messages, or throws Error{no_such_message} and deletes none.
  void remove(std::span<const MessageId> ids);

  /// Deletes all messages of this user; returns how many were alive.
  std::int64_t remove_all();

  /// debug-iv for a message of this user's; its tag is verified first. Nothing, and the exceptions,
  /// as for get().
  std::optional<IvDemonstration> demonstrate_iv(MessageId id);

 private:
  friend class Vault;
  struct Secrets;
  UnlockedUser(std::shared_ptr<VaultState> vault, std::unique_ptr<Secrets> secrets);

  std::shared_ptr<VaultState> vault_;
  std::unique_ptr<Secrets> secrets_;
};

struct Enrolment {
  UnlockedUser user;
  bool key_file_made;
};

class Vault {
 public:
  /// Opens the vault at `database`. Clock and randomness must outlive it. Throws Error{no_vault},
  /// {not_a_vault}, {authentication_failed} for a damaged file, {unsafe_permissions}, {busy}; the
  /// file is unchanged then.
  static Vault open(const std::filesystem::path& database, Clock& clock, RandomSource& random,
                    VaultOptions options = {});

  /// The same, making the vault and its folder where they are missing.
  static Vault open_or_create(const std::filesystem::path& database, Clock& clock,
                              RandomSource& random, VaultOptions options = {});

  /// Whether open_or_create() made it.
  bool was_made() const noexcept;

  /// The user, opened with the key file at `key_file`; nothing where the vault has no such user.
  /// Throws as KeyFile::read() does, Error{wrong_key} where the key is not this user's, and
  /// Error{authentication_failed} where it is, and its key slot was altered.
  std::optional<UnlockedUser> unlock(const UserName& user, const std::filesystem::path& key_file);

  /// The same. A user that is new is added, and the key file is made where there is none.
  Enrolment unlock_or_enroll(const UserName& user, const std::filesystem::path& key_file);

  /// The user's live messages, oldest first. Needs no key, and so shows no names.
  std::vector<Entry> list(const UserName& user);

  /// Deletes what has expired, of every user; returns the number of messages.
  std::int64_t purge();

  /// How many expired messages the accesses through this object have deleted.
  std::int64_t purged() const noexcept;

  /// Why expired messages could not be deleted on an access, where that failed (a read-only file
  /// system, say). They are still refused.
  const std::optional<Error>& purge_failure() const noexcept;

 private:
  explicit Vault(std::shared_ptr<VaultState> state);

  std::shared_ptr<VaultState> state_;
};

}  // namespace mayfly
