#include "window_keys/file/clock_block.h"

#include <algorithm>
#include <utility>

#include "mayfly/error.h"
#include "values/plausible.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795743;  // "mayflyWC"
constexpr std::size_t kFixedSize = 88;                // bytes before the agings
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
    return is_plausible_counter(aging.last_generation) && is_plausible_counter(aging.by) &&
           aging.by > 0 && aging.last_generation > std::exchange(last, aging.last_generation);
  };
  return is_plausible_time(record.since_boot) && is_plausible_time(record.vault_time) &&
         is_plausible_time(record.last_offset) && is_plausible_time(record.shown_offset) &&
         is_plausible_time(record.trusted_offset.value_or(0)) &&
         is_plausible_counter(record.generation_at_boot) && record.agings.size() <= kMostAgings &&
         std::ranges::all_of(record.agings, rises);
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

}  // namespace mayfly::window_keys
