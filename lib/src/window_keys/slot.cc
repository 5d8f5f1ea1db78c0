#include "window_keys/slot.h"

#include "window_keys/block.h"

namespace mayfly::window_keys {
namespace {

constexpr std::uint64_t kMagic = 0x6d6179666c795753;  // "mayflyWS"
constexpr std::uint64_t kOfWindow = 1;
constexpr std::uint64_t kOfBurn = 2;

}  // namespace

SecureBytes encode(const Slot& slot) {
  return RecordWriter(kMagic)
      .number(slot.burn ? kOfBurn : kOfWindow)
      .number(slot.window_end)
      .number(slot.generation)
      .bytes(slot.key)
      .block();
}

SlotState decode_slot(ByteView block, Slot& slot) {
  RecordReader reader(block);
  if (reader.unsigned_number() != kMagic) return SlotState::free;
  const std::uint64_t state = reader.unsigned_number();
  Slot found;
  found.window_end = reader.number();
  found.generation = reader.number();
  found.key = secure_copy(reader.bytes(kWindowKeySize));
  found.burn = state == kOfBurn;
  const bool known = state == kOfWindow || state == kOfBurn;
  if (!known || found.generation < 1 || !reader.checksum_matches()) return SlotState::torn;
  slot = std::move(found);
  return SlotState::live;
}

}  // namespace mayfly::window_keys
