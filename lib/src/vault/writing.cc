#include "vault/writing.h"

#include "vault/session.h"

namespace mayfly {

Writing::Writing(Session& session) : session_(session) {
  session.keys.require_original();
  session.patience().begin();
  session.begin_access();
  rows_ = session.store->write();
  now_ = session.begin_access();    // again: the lock may have taken its time
  session.keys.require_original();  // nobody can adopt another now
  session.keys.take_along();
  remove_expired();
  if (expired_.count > 0) rows_->keep();
}

Writing::~Writing() = default;

/// If there is no room for that, the rows are left.
void Writing::remove_expired() try {
  if (!session_.may_purge() || !rows_->any_expired(now_)) return;
  const auto alone = rows_->generations_of_expired(now_, storage::kCountedFlags);
  if (!alone.empty()) note_windows(session_.purged, session_.keys->destroy(alone), now_);
  expired_ = rows_->remove_expired(now_);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written) throw;
  session_.purged.rows_left = error;
  rows_->begin_again();  // the engine may have undone all
}

window_keys::WindowKey Writing::make_key(const window_keys::KeyStore::Wanted& wanted,
                                         const window_keys::TagOf& tag_of,
                                         const window_keys::IsUsed& is_used) {
  auto key = session_.keys.require().make(wanted, tag_of, is_used);
  keys_made_.insert(key.generation);
  return key;
}

void Writing::commit_so_far() {
  rows_->commit();
  note_messages(session_.purged, expired_, now_);
  expired_ = {};
  keys_made_.clear();
  rows_->begin_again();
}

void Writing::commit() {
  rows_->commit();
  keys_made_.clear();  // they are needed now, whatever comes
  note_messages(session_.purged, expired_, now_);
  if (!session_.keys) return;
  try {
    session_.keys->remember(last_message_);
  } catch (const Error&) {
    // What was done is done. The time is kept by the next access, the id by the next store.
  }
  destroy_unneeded();
}

/// In a transaction of its own, in which nobody begins to use one of them.
void Writing::destroy_unneeded() try {
  if (unneeded_.empty()) return;
  rows_->begin_again();
  std::erase_if(unneeded_, [&](Generation one) { return rows_->any_of_generation(one); });
  session_.keys.destroy(unneeded_);
} catch (const Error& error) {
  session_.purged.failure = error;  // what was done is done
} catch (const std::exception& error) {
  session_.purged.failure = Error(ErrorKind::unexpected, error.what());
}

void Writing::undo() {
  const bool undone = rows_->undo_to_keep();
  destroy_made();  // before the commit: the transaction keeps others from using them, too
  if (undone) commit_purge();
}

void Writing::destroy_made() noexcept try {
  if (session_.keys && !keys_made_.empty()) session_.keys->destroy(keys_made_);
} catch (const std::exception&) {
  // They serve no message, and end in time.
}

void Writing::commit_purge() try {
  rows_->commit();
  note_messages(session_.purged, expired_, now_);
} catch (const Error& error) {
  session_.purged.rows_left = error;
}

}  // namespace mayfly
