#include "vault/vault_state.h"

#include "vault/message_entry.h"

namespace mayfly {
namespace {

void note_delay(PurgeReport& report, std::int64_t since, std::int64_t now) {
  since = std::max(since, now - (std::int64_t{1} << 53));  // an altered row can say anything
  report.overdue = std::max(report.overdue, std::chrono::milliseconds(now - since));
}

WritersQueue::Use use_of(const VaultOptions& options) {
  if (options.look_only) return WritersQueue::Use::none;
  return options.to_write ? WritersQueue::Use::write : WritersQueue::Use::read;
}

/// Opens the database, also where that has to wait for others.
storage::Database open_database(const std::filesystem::path& file, WritersQueue& queue,
                                bool look_only) {
  const auto access = queue.access();
  const auto lock_out = [&queue] { return std::shared_ptr<void>(queue.hold()); };
  return storage::Database(
      file, [&queue](int tries) { return queue.wait_for_database(tries); },
      look_only ? nullptr : storage::LockOutWriters(lock_out));
}

std::shared_ptr<Patience> new_patience(const VaultOptions& options, Sharing sharing) {
  static SystemWaitClock system;
  WaitClock& clock = options.wait_clock != nullptr ? *options.wait_clock : system;
  return std::make_shared<Patience>(clock, WaitLimits{options.busy_timeout, options.lock_wait},
                                    sharing);
}

/// What has become older, as the rows are asked for it.
std::vector<storage::Age> ages_of(const window_keys::KeyStore& windows) {
  std::vector<storage::Age> ages;
  for (const window_keys::Age& age : windows.time().ages())
    ages.push_back({number_of(age.last), age.by.count()});
  return ages;
}

}  // namespace

std::shared_ptr<Patience> patience_of(const VaultOptions& options) {
  return options.patience ? options.patience : new_patience(options, Sharing::one_access);
}

void VaultOptions::share_patience() {
  patience = new_patience(*this, Sharing::all_accesses);
}

void note_messages(PurgeReport& report, const storage::MessageRows::Expired& expired,
                   std::int64_t now) {
  if (expired.count == 0) return;
  report.messages += expired.count;
  note_delay(report, expired.earliest, now);
}

std::set<Generation> as_generations(const std::set<std::int64_t>& numbers) {
  std::set<Generation> generations;
  for (const std::int64_t number : numbers) generations.insert(Generation{number});
  return generations;
}

void note_windows(PurgeReport& report, const window_keys::Destroyed& destroyed, std::int64_t now) {
  if (destroyed.count == 0) return;
  report.windows += destroyed.count;
  note_delay(report, to_unix_ms(destroyed.earliest_due), now);
}

VaultState::VaultState(std::filesystem::path database_file, Clock& vault_clock,
                       RandomSource& random_source, VaultOptions vault_options)
    : options(std::move(vault_options)),
      shared_patience(patience_of(options)),
      patience(*shared_patience),
      queue(database_file, use_of(options), patience),
      db(open_database(database_file, queue, options.look_only)),
      messages(db),
      users(db),
      clock(vault_clock),
      random(random_source),
      place{std::move(database_file)} {
  if (options.on_progress) db.on_progress(options.on_progress);
}

window_keys::KeyStore& VaultState::window_keys() {
  if (!windows) throw Error(windows_failure.value());
  return *windows;
}

std::int64_t VaultState::now() {
  return to_unix_ms(windows ? windows->time().now() : clock.wall());
}

std::int64_t VaultState::begin_access() {
  if (!windows) return now();
  using window_keys::MayWrite;
  const Instant now = windows->begin_access(options.look_only ? MayWrite::no : MayWrite::yes);
  const std::int64_t at = to_unix_ms(now);
  messages.set_ages(ages_of(*windows));
  look_at_binding();
  if (options.look_only || !windows->any_ended(now)) return at;
  try {
    note_windows(purged, windows->destroy_ended(), at);
    purged.failure.reset();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
    // Who passes by leaves it to the one who is at it.
    const bool left = error.kind() == ErrorKind::busy && patience.is_hurried();
    if (!left) purged.failure = error;
  }
  return at;
}

Instant VaultState::shown(const storage::MessageHead& head, std::int64_t time) const {
  if (!windows) return from_unix_ms(time);
  return from_unix_ms(time - aged_by(head)) + windows->time().offset();
}

void VaultState::forget_ended(RowSealer& sealer, std::int64_t now) const {
  // With agings, which of them are due is no question of their windows alone.
  windows && windows->time().has_aged() ? sealer.forget_all() : sealer.forget_ended(now);
}

std::optional<std::string> VaultState::clock_difference() {
  if (!windows) return std::nullopt;
  const std::chrono::milliseconds ahead = windows->time().ahead();
  if (std::chrono::abs(ahead) <= std::chrono::minutes{1}) return std::nullopt;
  return "the system's clock is " + format_duration(std::chrono::abs(ahead)) +
         (ahead.count() < 0
              ? " behind what this vault expects: time for which the machine was off counts once "
                "the clock is set by NTP; lifetimes go on meanwhile"
              : " ahead of what this vault expects: lifetimes go on undisturbed") +
         " (mayfly(1), VAULT TIME)";
}

void VaultState::look_at_binding() {
  window_keys::Ownership ownership = windows ? windows->ownership() : window_keys::Ownership{};
  copy_of_another = std::move(ownership.copy);
  to_be_bound = ownership.to_be_bound;
}

/// Not now, then the next time.
void VaultState::take_along() try {
  windows->require_writable();
  windows->bind();
} catch (const Error& error) {
  if (error.kind() != ErrorKind::not_written && error.kind() != ErrorKind::busy) throw;
}

void VaultState::compare_ages() try {
  if (!windows) return;
  // The counters are of the beginning of the access, and the rows are of now. Who stored something
  // in between has written later ones first, and has made no database older.
  database_is_older = messages.next_id() <= windows->counters().last_message;
  const Generation last{messages.last_generation()};
  window_keys_are_older =
      last > windows->counters().generation && last > windows->look_at_counters().generation;
} catch (const Error& error) {
  // Damage: store() and verify() say so.
  if (error.kind() != ErrorKind::authentication_failed) throw;
}

bool VaultState::destroy_keys(const std::set<std::int64_t>& generations) {
  if (!windows && !windows_lost) throw Error(windows_failure.value());
  return windows && !generations.empty() && windows->destroy(as_generations(generations)).count > 0;
}

void VaultState::destroy_expired_burn_keys(std::int64_t now) {
  const auto burned = messages.generations_of_expired(now, kFlagBurn);
  if (!burned.empty()) note_windows(purged, windows->destroy(as_generations(burned)), now);
}

void VaultState::destroy_made() noexcept try {
  if (windows && !keys_made.empty()) windows->destroy(as_generations(keys_made));
} catch (const std::exception&) {
  // They serve no message, and end in time.
}

void VaultState::commit(storage::WriteTransaction& transaction,
                        const storage::MessageRows::Expired& expired, std::int64_t now) {
  transaction.commit();
  note_messages(purged, expired, now);
  if (!windows) return;
  try {
    windows->remember(last_message);
  } catch (const Error&) {
    // What was done is done. The time is kept by the next access, the id by the next store.
  }
}

void VaultState::commit_purge(storage::WriteTransaction& transaction,
                              const storage::MessageRows::Expired& expired, std::int64_t now) try {
  transaction.commit();
  note_messages(purged, expired, now);
} catch (const Error& error) {
  purged.rows_left = error;
}

}  // namespace mayfly
