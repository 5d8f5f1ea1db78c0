#include "vault/session.h"

#include <algorithm>

#include "values/plausible.h"

namespace mayfly {
namespace {

void note_delay(PurgeReport& report, Instant since, Instant now) {
  since = std::max(since, now - kFarInRow);  // an altered row can say anything
  report.overdue = std::max(report.overdue, now - since);
}

std::shared_ptr<Patience> new_patience(const VaultOptions& options, Sharing sharing) {
  static SystemWaitClock system;
  WaitClock& clock = options.wait_clock != nullptr ? *options.wait_clock : system;
  return std::make_shared<Patience>(clock, WaitLimits{options.busy_timeout, options.lock_wait},
                                    sharing);
}

/// What has become older, as the rows are asked for it.
std::vector<storage::Age> ages_of(const window_keys::VaultTime& time) {
  std::vector<storage::Age> ages;
  if (!time.has_aged()) return ages;
  for (const window_keys::Age& age : time.ages()) ages.push_back({age.last, age.by});
  return ages;
}

}  // namespace

std::shared_ptr<Patience> patience_of(const VaultOptions& options) {
  return options.patience ? options.patience : new_patience(options, Sharing::one_access);
}

void VaultOptions::share_patience() {
  patience = new_patience(*this, Sharing::all_accesses);
}

void note_messages(PurgeReport& report, const storage::Expired& expired, Instant now) {
  if (expired.count == 0) return;
  report.messages += expired.count;
  note_delay(report, expired.earliest, now);
}

void note_windows(PurgeReport& report, const window_keys::Destroyed& destroyed, Instant now) {
  if (destroyed.count == 0) return;
  report.windows += destroyed.count;
  note_delay(report, destroyed.earliest_due, now);
}

Session::Session(std::unique_ptr<storage::Store> rows, std::shared_ptr<Patience> patience,
                 Clock& system_clock, RandomSource& random_source, VaultOptions vault_options)
    : options(std::move(vault_options)),
      patience_(std::move(patience)),
      store(std::move(rows)),
      clock(system_clock),
      random(random_source),
      keys(system_clock) {}

Instant Session::begin_access() {
  if (!keys) return keys.now();
  using window_keys::MayWrite;
  const Instant at = keys->begin_access(options.look_only ? MayWrite::no : MayWrite::yes);
  store->set_ages(ages_of(keys->time()));
  keys.look_at_ownership();
  if (options.look_only || !keys->any_ended(at)) return at;
  try {
    note_windows(purged, keys->destroy_ended(), at);
    purged.failure.reset();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
    // A process that does not wait leaves it to the one that has the lock.
    const bool left = error.kind() == ErrorKind::busy && patience_->is_hurried();
    if (!left) purged.failure = error;
  }
  return at;
}

/// Whether a look goes on without deleting what has expired.
bool Session::leaves_expired(const Error& error) {
  const bool is_busy = error.kind() == ErrorKind::busy;  // whoever writes deletes it first
  if (!is_busy && error.kind() != ErrorKind::not_written && !keys.copy_of_another()) return false;
  if (!is_busy) purged.rows_left = error;
  return true;
}

}  // namespace mayfly
