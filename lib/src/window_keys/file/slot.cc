#include "window_keys/file/slot.h"

#include <algorithm>
#include <optional>

#include "mayfly/message.h"
#include "values/big_endian.h"
#include "values/plausible.h"
#include "window_keys/file/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795753;  // "mayflyWS"
constexpr std::uint64_t kOfWindow = 1;
constexpr std::uint64_t kOfBurn = 2;
constexpr std::uint64_t kOfReads = 3;
constexpr std::size_t kUsedSize =
    96;  // bytes of the fields; the number of uses is in the spare ones

constexpr std::size_t kUsesSize = 8;

std::uint64_t state_of(const Slot& slot) {
  if (slot.uses == 0) return kOfWindow;
  return slot.uses == 1 ? kOfBurn : kOfReads;
}

/// Nothing for a number that mayfly never writes.
std::optional<std::uint32_t> uses_in(std::uint64_t state, ByteView spare) {
  if (state == kOfWindow) return 0;
  if (state == kOfBurn) return 1;
  const std::uint64_t uses = from_big_endian(spare.first(kUsesSize));
  if (uses < 2 || uses > kMaxReads) return std::nullopt;
  return static_cast<std::uint32_t>(uses);
}

}  // namespace

SecureBytes encode(const Slot& slot) {
  const std::uint64_t state = state_of(slot);
  RecordWriter writer(kMagic);
  writer.number(state)
      .number(slot.window_end)
      .number(slot.generation)
      .bytes(slot.key)
      .bytes(slot.tag);
  if (state == kOfReads) writer.number(std::uint64_t{slot.uses});
  return writer.bytes(slot.spare).block();
}

SlotState decode_slot(ByteView block, Slot& slot) {
  RecordReader reader(block);
  // Random bytes have no such zeros: a slot whose magic was damaged is not a free one.
  const bool magic = reader.unsigned_number() == kMagic;
  const ByteView zeros = block.subspan(kUsedSize + kUsesSize, kFieldsSize - kUsedSize - kUsesSize);
  if (!magic && std::ranges::count(zeros, 0) != std::ssize(zeros)) return SlotState::free;
  const std::uint64_t state = reader.unsigned_number();
  Slot found;
  found.window_end = reader.number();
  found.generation = reader.number();
  found.key = secure_copy(reader.bytes(kWindowKeySize));
  const ByteView tag = reader.bytes(kTagSize);
  found.tag.assign(tag.begin(), tag.end());
  ByteView spare = reader.bytes(kFieldsSize - kUsedSize);
  if (!magic || !reader.checksum_matches()) return SlotState::torn;
  const bool known = state >= kOfWindow && state <= kOfReads;
  const auto uses = known ? uses_in(state, spare) : std::nullopt;
  const bool plausible = is_plausible_time(found.window_end) &&
                         is_plausible_counter(found.generation) && found.generation > 0;
  if (known && (!plausible || !uses)) return SlotState::torn;
  if (state == kOfReads) spare = spare.subspan(kUsesSize);
  found.spare.assign(spare.begin(), spare.end());
  found.uses = uses.value_or(0);
  if (plausible) slot = std::move(found);  // otherwise we cannot tell what it says
  return known ? SlotState::live : SlotState::newer;
}

}  // namespace mayfly::window_keys
