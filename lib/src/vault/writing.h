#pragma once

#include <memory>
#include <optional>
#include <set>

#include "mayfly/clock.h"
#include "storage/store.h"
#include "window_keys/key_store.h"

namespace mayfly {

class Session;

/// One write, and what lives as long as it does. It begins by destroying what has expired. Session
/// commits it, or undoes it.
class Writing {
 public:
  /// Throws Error{busy}, and {not_a_vault} for a copy.
  explicit Writing(Session& session);
  ~Writing();

  storage::Writer& rows() noexcept { return *rows_; }

  /// Vault time at its beginning.
  Instant now() const noexcept { return now_; }

  /// A new window key, which is destroyed again if the write fails.
  window_keys::WindowKey make_key(const window_keys::KeyStore::Wanted& wanted,
                                  const window_keys::TagOf& tag_of,
                                  const window_keys::IsUsed& is_used);

  /// The last message that it stores.
  void set_last_message(MessageId id) noexcept { last_message_ = id; }

  /// Window keys that no row needs any more once this is committed. What was done stays done if
  /// that fails: it is told as a purge's failure.
  void destroy_after_commit(std::set<Generation> generations) {
    unneeded_ = std::move(generations);
  }

  /// Commits what was done so far, and goes on: nobody else writes in between. What comes later can
  /// fail without it.
  void commit_so_far();

  void commit();

  /// What has expired is gone all the same: only the work is undone.
  void undo();

 private:
  void remove_expired();
  void destroy_made() noexcept;
  void destroy_unneeded();
  void commit_purge();

  Session& session_;
  std::unique_ptr<storage::Writer> rows_;
  Instant now_;
  storage::Expired expired_;
  std::set<Generation> keys_made_;
  std::set<Generation> unneeded_;
  MessageId last_message_ = 0;
};

}  // namespace mayfly
