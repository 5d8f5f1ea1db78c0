#include "window_keys/clock_record.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "mayfly/error.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::int64_t kKeepAfter = 1000;  // ms

constexpr std::uint64_t kMagic = 0x6d6179666c795743;  // "mayflyWC"
constexpr std::size_t kFixedSize = 88;                // bytes in front of the agings
constexpr std::size_t kAgingSize = 16;
static_assert(kFixedSize + kMostAgings * kAgingSize + kChecksumSize <= kSectorSize);

constexpr std::uint64_t kFlagSettled = 1;
constexpr std::uint64_t kFlagTrusted = 2;
constexpr std::uint64_t kFlagOnDisk = 4;

std::size_t size_with(std::uint64_t agings) {
  return kFixedSize + agings * kAgingSize;
}

std::uint64_t flags_of(const ClockRecord& record) {
  return (record.settled ? kFlagSettled : 0) | (record.trusted_offset ? kFlagTrusted : 0) |
         (record.on_disk ? kFlagOnDisk : 0) | record.other_flags;
}

/// Times and their sums stay far from what an int64_t holds.
bool is_plausible(const ClockRecord& record) {
  const auto rises = [last = std::int64_t{-1}](const Aging& aging) mutable {
    return is_counter(aging.last_generation) && is_counter(aging.by) && aging.by > 0 &&
           aging.last_generation > std::exchange(last, aging.last_generation);
  };
  return is_near(record.since_boot) && is_near(record.vault_time) && is_near(record.last_offset) &&
         is_near(record.shown_offset) && is_near(record.trusted_offset.value_or(0)) &&
         is_counter(record.generation_at_boot) && record.agings.size() <= kMostAgings &&
         std::ranges::all_of(record.agings, rises);
}

/// Whether a key is there that is younger than `after`, and no younger than `last`.
bool any_between(std::span<const std::int64_t> living, std::int64_t after, std::int64_t last) {
  const auto next = std::ranges::upper_bound(living, after);
  return next != living.end() && *next <= last;
}

/// The keys between the two become as much older as those before them.
std::vector<Aging>::iterator join_next(std::vector<Aging>& agings,
                                       std::vector<Aging>::iterator one) {
  const auto next = one + 1;
  next->by += one->by;
  return agings.erase(one);
}

}  // namespace

SecureBytes encode(const ClockRecord& record) {
  if (!is_plausible(record))
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: an impossible time");
  RecordWriter writer(kMagic);
  writer.number(flags_of(record))
      .bytes(record.boot_id)
      .number(record.since_boot)
      .number(record.vault_time)
      .number(record.last_offset)
      .number(record.shown_offset)
      .number(record.trusted_offset.value_or(0))
      .number(record.generation_at_boot)
      .number(std::uint64_t{record.agings.size()});
  for (const Aging& aging : record.agings) writer.number(aging.last_generation).number(aging.by);
  return writer.block(size_with(record.agings.size()));
}

std::optional<ClockRecord> decode_clock(ByteView block) {
  RecordReader reader(block);
  if (reader.unsigned_number() != kMagic) return std::nullopt;
  ClockRecord record;
  const std::uint64_t flags = reader.unsigned_number();
  record.settled = (flags & kFlagSettled) != 0;
  record.on_disk = (flags & kFlagOnDisk) != 0;
  record.other_flags = flags & ~(kFlagSettled | kFlagTrusted | kFlagOnDisk);
  std::ranges::copy(reader.bytes(record.boot_id.size()), record.boot_id.begin());
  record.since_boot = reader.number();
  record.vault_time = reader.number();
  record.last_offset = reader.number();
  record.shown_offset = reader.number();
  const std::int64_t trusted = reader.number();
  if ((flags & kFlagTrusted) != 0) record.trusted_offset = trusted;
  record.generation_at_boot = reader.number();
  const std::uint64_t agings = reader.unsigned_number();
  if (agings > kMostAgings || !reader.checksum_matches(size_with(agings))) return std::nullopt;
  for (std::uint64_t i = 0; i < agings; ++i) {
    const std::int64_t last_generation = reader.number();
    record.agings.push_back({last_generation, reader.number()});
  }
  return is_plausible(record) ? std::optional(std::move(record)) : std::nullopt;
}

bool is_worth_keeping(const ClockRecord& kept, const ClockRecord& record) {
  const auto is_near = [](std::int64_t a, std::int64_t b) { return std::abs(a - b) < kKeepAfter; };
  ClockRecord same = record;
  if (is_near(kept.vault_time, record.vault_time)) same.vault_time = kept.vault_time;
  if (is_near(kept.last_offset, record.last_offset)) same.last_offset = kept.last_offset;
  same.since_boot = kept.since_boot;
  return same != kept;
}

std::int64_t aged_by(const ClockRecord& record, std::int64_t generation) {
  std::int64_t by = 0;
  for (const Aging& aging : record.agings)
    if (generation <= aging.last_generation) by += aging.by;
  return by;
}

bool may_share(const ClockRecord& record, std::int64_t generation) {
  if (!record.agings.empty() && generation <= record.agings.back().last_generation) return false;
  // Without a boot id each look begins a boot: what comes to light makes all keys older.
  return record.settled || record.boot_id == BootId{} || generation > record.generation_at_boot;
}

void compact(std::vector<Aging>& agings, std::span<const std::int64_t> living) {
  const auto makes_none_older = [&](const Aging& aging) {
    return living.empty() || aging.last_generation < living.front();
  };
  std::erase_if(agings, makes_none_older);
  for (auto one = agings.begin(); one != agings.end() && one + 1 != agings.end();) {
    const bool told_apart = any_between(living, one->last_generation, (one + 1)->last_generation);
    one = told_apart ? one + 1 : join_next(agings, one);
  }
  while (agings.size() > kMostAgings)
    join_next(agings, std::min_element(agings.begin(), agings.end() - 1,
                                       [](const Aging& a, const Aging& b) { return a.by < b.by; }));
}

}  // namespace mayfly::window_keys
