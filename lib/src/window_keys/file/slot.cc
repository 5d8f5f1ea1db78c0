#include "window_keys/file/slot.h"

#include <algorithm>

#include "values/plausible.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795753;  // "mayflyWS"
constexpr std::uint64_t kOfWindow = 1;
constexpr std::uint64_t kOfBurn = 2;
constexpr std::size_t kUsedSize = 96;  // bytes of the fields

}  // namespace

SecureBytes encode(const Slot& slot) {
  return RecordWriter(kMagic)
      .number(slot.burn ? kOfBurn : kOfWindow)
      .number(slot.window_end)
      .number(slot.generation)
      .bytes(slot.key)
      .bytes(slot.tag)
      .bytes(slot.spare)
      .block();
}

SlotState decode_slot(ByteView block, Slot& slot) {
  RecordReader reader(block);
  // Random bytes have no such zeros: a slot whose magic was damaged is not a free one.
  const bool magic = reader.unsigned_number() == kMagic;
  const ByteView zeros = block.subspan(kUsedSize, kFieldsSize - kUsedSize);
  if (!magic && std::ranges::count(zeros, 0) != std::ssize(zeros)) return SlotState::free;
  const std::uint64_t state = reader.unsigned_number();
  Slot found;
  found.window_end = reader.number();
  found.generation = reader.number();
  found.key = secure_copy(reader.bytes(kWindowKeySize));
  const ByteView tag = reader.bytes(kTagSize);
  found.tag.assign(tag.begin(), tag.end());
  const ByteView spare = reader.bytes(kFieldsSize - kUsedSize);
  found.spare.assign(spare.begin(), spare.end());
  found.burn = state == kOfBurn;
  if (!magic || !reader.checksum_matches()) return SlotState::torn;
  const bool known = state == kOfWindow || state == kOfBurn;
  const bool plausible = is_plausible_time(found.window_end) &&
                         is_plausible_counter(found.generation) && found.generation > 0;
  if (known && !plausible) return SlotState::torn;
  if (plausible) slot = std::move(found);  // otherwise we cannot tell what it says
  return known ? SlotState::live : SlotState::newer;
}

}  // namespace mayfly::window_keys
