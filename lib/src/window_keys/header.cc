#include "window_keys/header.h"

#include <algorithm>

#include "mayfly/error.h"
#include "window_keys/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795748;  // "mayflyWH"
constexpr std::uint64_t kFormat = 1;
constexpr std::uint64_t kFlagSynced = 1;
constexpr std::uint64_t kFlagBeganBehind = 2;
constexpr std::uint64_t kFlagUnconfirmed = 4;

std::uint64_t flags_of(const Header& header) {
  return (header.synced ? kFlagSynced : 0) | (header.clock.began_behind ? kFlagBeganBehind : 0) |
         (header.unconfirmed ? kFlagUnconfirmed : 0);
}

bool is_plausible(const Header& header) {
  const ClockState& clock = header.clock;
  return is_near(clock.boottime_at_anchor) && is_near(clock.vault_time_at_anchor) &&
         is_near(clock.high_water_mark) && header.slot_count <= kMaxSlots &&
         is_counter(header.generation) && is_counter(header.last_message);
}

}  // namespace

SecureBytes encode(const Header& header) {
  if (!is_plausible(header))
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: an impossible number");
  const ClockState& clock = header.clock;
  return RecordWriter(kMagic)
      .number(kFormat)
      .number(flags_of(header))
      .bytes(header.vault_id)
      .number(header.sequence)
      .number(header.slot_count)
      .number(header.earliest_end)
      .number(header.generation)
      .number(header.confirmed)
      .number(header.last_message)
      .bytes(clock.boot_id)
      .number(clock.boottime_at_anchor)
      .number(clock.vault_time_at_anchor)
      .number(clock.high_water_mark)
      .block();
}

HeaderState decode_header(ByteView block, Header& header) {
  RecordReader reader(block);
  if (reader.unsigned_number() != kMagic) return HeaderState::foreign;
  const std::uint64_t format = reader.unsigned_number();
  const std::uint64_t flags = reader.unsigned_number();
  const ByteView vault_id = reader.bytes(kVaultIdSize);
  Header found;
  found.vault_id.assign(vault_id.begin(), vault_id.end());
  found.synced = (flags & kFlagSynced) != 0;
  found.sequence = reader.unsigned_number();
  found.slot_count = reader.unsigned_number();
  found.earliest_end = reader.number();
  found.generation = reader.number();
  found.confirmed = reader.number();
  found.last_message = reader.number();
  std::ranges::copy(reader.bytes(found.clock.boot_id.size()), found.clock.boot_id.begin());
  found.clock.boottime_at_anchor = reader.number();
  found.clock.vault_time_at_anchor = reader.number();
  found.clock.high_water_mark = reader.number();
  found.clock.began_behind = (flags & kFlagBeganBehind) != 0;
  found.unconfirmed = (flags & kFlagUnconfirmed) != 0;
  if (!reader.checksum_matches()) return HeaderState::damaged;
  if (format != kFormat) return HeaderState::newer;
  if (!is_plausible(found)) return HeaderState::damaged;
  header = std::move(found);
  return HeaderState::valid;
}

}  // namespace mayfly::window_keys
