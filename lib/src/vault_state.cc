#include "vault_state.h"

#include "message_entry.h"

namespace mayfly {
namespace {

void note_delay(PurgeReport& report, std::int64_t since, std::int64_t now) {
  since = std::max(since, now - (std::int64_t{1} << 53));  // an altered row can say anything
  report.overdue = std::max(report.overdue, std::chrono::milliseconds(now - since));
}

/// Waits for SQLite's locks. Each commit of another process shows in the time of the file: a reader
/// among many writers waits on.
storage::BusyHandler waiting_for(const std::filesystem::path& database, Patience& patience) {
  using std::chrono::milliseconds;
  return [&patience, database, seen = std::filesystem::file_time_type{}](int tries) mutable {
    std::error_code ignored;
    const auto changed = std::filesystem::last_write_time(database, ignored);
    if (tries == 0) patience.next_lock();
    if (tries > 0 && changed != seen) patience.moved();
    seen = changed;
    return patience.pause(std::min(milliseconds{1 + 2 * tries}, milliseconds{25}));
  };
}

}  // namespace

Patience patience_of(const VaultOptions& options) {
  static SystemWaitClock system;
  return {options.wait_clock != nullptr ? *options.wait_clock : system,
          {options.busy_timeout, options.lock_wait}};
}

void note_messages(PurgeReport& report, const storage::MessageRows::Expired& expired,
                   std::int64_t now) {
  if (expired.count == 0) return;
  report.messages += expired.count;
  note_delay(report, expired.earliest, now);
}

void note_windows(PurgeReport& report, const window_keys::Destroyed& destroyed, std::int64_t now) {
  if (destroyed.count == 0) return;
  report.windows += destroyed.count;
  note_delay(report, destroyed.earliest_end, now);
}

VaultState::VaultState(const std::filesystem::path& database, std::filesystem::path lock,
                       Clock& vault_clock, RandomSource& random_source, VaultOptions vault_options)
    : options(std::move(vault_options)),
      patience(patience_of(options)),
      db(database, waiting_for(database, patience), options.look_only),
