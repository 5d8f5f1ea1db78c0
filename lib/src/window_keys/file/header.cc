#include "window_keys/file/header.h"

#include <algorithm>

#include "mayfly/error.h"
#include "values/plausible.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795748;  // "mayflyWH"
constexpr std::uint64_t kFormat = 2;
constexpr std::uint64_t kFlagSynced = 1;
constexpr std::uint64_t kFlagUnconfirmed = 4;
constexpr std::uint64_t kKnownFlags = kFlagSynced | kFlagUnconfirmed;
constexpr std::uint64_t kMustBeKnown = ~std::uint64_t{0xffff'ffff};  // ext4's "incompat"
constexpr std::size_t kUsedSize = 104;                               // bytes of the fields

std::uint64_t flags_of(const Header& header) {
  return (header.synced ? kFlagSynced : 0) | (header.unconfirmed ? kFlagUnconfirmed : 0) |
         header.other_flags;
}

bool is_plausible(const Header& header) {
  return is_plausible_time(header.vault_time) && is_plausible_time(header.offset) &&
         header.slot_count <= kMaxSlots &&
         (header.earliest_end == kNever || is_plausible_time(header.earliest_end)) &&
         is_plausible_counter(static_cast<std::int64_t>(header.sequence)) &&
         is_plausible_counter(header.generation) && is_plausible_counter(header.confirmed) &&
         is_plausible_counter(header.last_message);
}

}  // namespace

SecureBytes encode(const Header& header) {
  if (!is_plausible(header))
    throw Error(ErrorKind::authentication_failed, "the vault is damaged: an impossible number");
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
      .number(header.vault_time)
      .number(header.offset)
      .bytes(header.spare)
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
  found.vault_time = reader.number();
  found.offset = reader.number();
  found.unconfirmed = (flags & kFlagUnconfirmed) != 0;
  found.other_flags = flags & ~kKnownFlags;
  const ByteView spare = reader.bytes(kFieldsSize - kUsedSize);
  found.spare.assign(spare.begin(), spare.end());
  if (!reader.checksum_matches()) return HeaderState::damaged;
  if (format == 1) {
    // What follows was the clock, and of its flags only that of a sync is one of today's.
    found.vault_time = found.offset = 0;
    found.spare.assign(found.spare.size(), 0);
    found.other_flags = 0;
    header = std::move(found);
    return HeaderState::older;
  }
  if (format != kFormat || (found.other_flags & kMustBeKnown) != 0) return HeaderState::newer;
  if (!is_plausible(found)) return HeaderState::damaged;
  header = std::move(found);
  return HeaderState::valid;
}

}  // namespace mayfly::window_keys
