#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "mayfly/clock.h"
#include "mayfly/error.h"
#include "storage/store.h"
#include "window_keys/key_store.h"

namespace mayfly {

/// The window keys of an open vault: whether there are any, and why not; whether they are of one
/// age with the database, and belong to it. Vault time is theirs.
class KeyAccess {
 public:
  /// Why there are no window keys.
  struct Failure {
    Error error;
    bool is_lost = false;   ///< they are not there
    bool is_newer = false;  ///< a later program made them
  };

  /// The clock must outlive it.
  explicit KeyAccess(Clock& clock) : clock_(clock) {}

  void set(std::unique_ptr<window_keys::KeyStore> store);
  void set(Failure failure);

  explicit operator bool() const noexcept { return store_ != nullptr; }
  window_keys::KeyStore* operator->() const noexcept { return store_.get(); }

  /// Throws the failure if there are none.
  window_keys::KeyStore& require() const;

  /// Nothing if there are window keys.
  const std::optional<Failure>& failure() const noexcept { return failure_; }
  bool are_lost() const noexcept { return failure_ && failure_->is_lost; }

  /// Vault time. Without window keys there is none: then that of the wall clock.
  Instant now() const;

  /// The same as people's clocks show it: for what is not decided by vault time.
  Instant wall_now() const;

  /// A time of a row as people are shown it: by the wall clock, with what has aged taken off.
  Instant shown(const storage::MessageHead& head, Instant time) const {
    return shown(head.generation, time);
  }
  Instant shown(Generation generation, Instant time) const;

  /// The ttl of what lives so from `now` on, in vault time: its end is one of people's clocks.
  /// Throws as ttl_until() does. Not without window keys.
  std::chrono::seconds ttl_of(const Lifetime& lifetime, Instant now) const;

  /// When the message expires, in vault time.
  Instant due(const storage::MessageHead& head) const {
    return due(head.generation, head.expires_at);
  }
  /// When `end`, of a message with that window key, is come, in vault time.
  Instant due(Generation generation, Instant end) const;

  /// Destroys these window keys, which no other message needs; returns whether there were any. In
  /// the write that removes the messages, before it is committed. Window keys that are lost are
  /// gone; throws the failure if it is another.
  bool destroy(const std::set<Generation>& generations) const;

  /// If the system's clock differs from what the vault expects by more than a minute: what that
  /// means, and what to do.
  std::optional<std::string> clock_difference() const;

  /// Finds out which of the two is older. One is if a copy was restored.
  void compare_ages(const storage::Counters& of_database);
  /// The same; numbers that were altered say nothing.
  void compare_ages(storage::Reader& rows);
  bool database_is_older() const noexcept { return database_is_older_; }
  bool are_older() const noexcept { return are_older_; }

  /// Finds out whether the window keys are of this database, as of the last look at them.
  void look_at_ownership();
  /// Why this database can only be looked at: its rows know nothing of what the original's need.
  const std::optional<Error>& copy_of_another() const noexcept { return ownership_.copy; }
  /// Throws copy_of_another().
  void require_original() const;
  /// Binds the window keys to this database, unless they are. Not now, then the next time.
  void take_along() const;

 private:
  Clock& clock_;
  std::unique_ptr<window_keys::KeyStore> store_;
  std::optional<Failure> failure_;
  bool database_is_older_ = false;
  bool are_older_ = false;
  window_keys::Ownership ownership_;
};

}  // namespace mayfly
