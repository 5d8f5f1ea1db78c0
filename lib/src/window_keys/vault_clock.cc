#include "window_keys/vault_clock.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace mayfly::window_keys {
namespace {

/// By so many ms a wall clock that is right may jump: for leap seconds, or corrected by NTP.
constexpr std::int64_t kJitter = 2000;

/// A jump of at most so many ms changes no time that people are shown: otherwise they would see the
/// same message end at another millisecond at each look.
constexpr std::int64_t kShownJitter = 1000;

/// If the clock of a boot goes back (memory was put back, and the disk was not), vault time does
/// not.
std::int64_t go_on(const ClockRecord& record, std::int64_t since_boot) {
  return record.vault_time + std::max<std::int64_t>(since_boot - record.since_boot, 0);
}

bool is_same_boot(const ClockRecord& record, const std::optional<BootId>& boot_id) {
  return boot_id && *boot_id == record.boot_id && record.boot_id != BootId{};
}

/// Vault time when a boot begins. The time off is the least that the offsets say, if that is not
/// before the mark; if the clock is synchronised, only the trusted offset counts.
std::int64_t start_of_boot(const ClockRecord& record, std::int64_t wall, bool synchronised) {
  const std::int64_t mark = record.vault_time;
  const std::int64_t by_last = wall - record.last_offset;
  if (!record.trusted_offset) return std::max(mark, by_last);
  const std::int64_t by_trusted = wall - *record.trusted_offset;
  if (synchronised || by_last < mark) return std::max(mark, by_trusted);
  return by_trusted < mark ? by_last : std::min(by_last, by_trusted);
}

void begin_boot(ClockRecord& record, std::int64_t now, BootId boot_id, std::int64_t generation) {
  record.boot_id = boot_id;
  record.vault_time = now;
  record.generation_at_boot = generation;
  record.settled = false;
  record.on_disk = false;
}

void trust(ClockRecord& record, std::int64_t offset) {
  record.trusted_offset = offset;
  record.on_disk = false;
}

/// A synchronised look. `unseen` is time that passed, off or paused, and was not counted. Returns
/// by how much keys have become older, if vault time has not.
std::int64_t settle(ClockRecord& record, Instant wall, std::int64_t last_generation) {
  const std::int64_t offset = to_unix_ms(wall) - record.vault_time;
  const std::int64_t unseen = offset - record.trusted_offset.value_or(offset);
  const bool was_settled = std::exchange(record.settled, true);
  if (!record.trusted_offset || unseen < -kJitter) trust(record, offset);
  if (unseen <= kJitter) return 0;
  record.on_disk = false;
  if (was_settled || last_generation == record.generation_at_boot) {
    record.vault_time += unseen;
    return 0;
  }
  record.agings.push_back({record.generation_at_boot, unseen});
  trust(record, offset);
  return unseen;
}

}  // namespace

ClockRecord first_record(Clock& clock) {
  ClockRecord record;
  record.boot_id = clock.boot_id().value_or(BootId{});
  record.since_boot = clock.since_boot().count();
  record.vault_time = to_unix_ms(clock.wall());
  record.settled = clock.synchronised();
  if (record.settled) record.trusted_offset = 0;
  return record;
}

Look look_at_clocks(ClockRecord& record, Clock& clock, std::int64_t last_generation) {
  const std::int64_t wall = to_unix_ms(clock.wall());
  const std::int64_t since_boot = clock.since_boot().count();  // once: what is between looks counts
  const bool synchronised = clock.synchronised();
  const auto boot_id = clock.boot_id();
  const std::int64_t last_offset = record.last_offset;
  if (is_same_boot(record, boot_id)) {
    record.vault_time = go_on(record, since_boot);
  } else {
    begin_boot(record, start_of_boot(record, wall, synchronised), boot_id.value_or(BootId{}),
               last_generation);
  }
  const std::int64_t older_by =
      synchronised ? settle(record, from_unix_ms(wall), last_generation) : 0;
  record.since_boot = since_boot;
  record.last_offset = wall - record.vault_time;
  if (std::abs(record.last_offset - record.shown_offset) >= kShownJitter)
    record.shown_offset = record.last_offset;
  const std::int64_t expected = record.trusted_offset.value_or(last_offset);
  return {record.vault_time, record.last_offset, record.last_offset - expected, older_by};
}

std::int64_t vault_time(const ClockRecord& record, Clock& clock) {
  return go_on(record, clock.since_boot().count());
}

}  // namespace mayfly::window_keys
