#include "window_keys/file/slot.h"

#include "mayfly/message.h"
#include "support/catch.h"
#include "window_keys/file/block.h"

using namespace mayfly;
using namespace mayfly::window_keys;

namespace {

Slot some_slot(std::uint32_t uses) {
  Slot slot{7, 1'795'500'608'000, uses, SecureBytes(kWindowKeySize)};
  for (std::size_t i = 0; i < slot.key.size(); ++i) slot.key[i] = static_cast<std::uint8_t>(i * 7);
  slot.tag = Bytes(kTagSize, 0x77);
  slot.spare = Bytes(uses > 1 ? 56 : 64);
  return slot;
}

/// Of a record with these fields and a right checksum.
SlotState state_of(std::uint64_t state, std::int64_t generation, std::uint64_t uses = 0) {
  Slot slot;
  return decode_slot(RecordWriter(0x6d6179666c795753)
                         .number(state)
                         .number(std::int64_t{64'000})
                         .number(generation)
                         .bytes(SecureBytes(kWindowKeySize, 1))
                         .bytes(Bytes(kTagSize))
                         .number(uses)
                         .block(),
                     slot);
}

constexpr std::size_t kSlotRecord = kRecordSize;  // bytes, with the checksum

}  // namespace

TEST_CASE("a slot comes back as it was written", "[slot]") {
  const std::uint32_t uses = GENERATE(0U, 1U, 2U, 7U, kMaxReads);
  const Slot written = some_slot(uses);
  Slot read;
  REQUIRE(decode_slot(encode(written), read) == SlotState::live);
  CHECK(read.generation == written.generation);
  CHECK(read.window_end == written.window_end);
  CHECK(read.uses == uses);
  CHECK(read.key == written.key);
  CHECK(read.tag == written.tag);
  CHECK(read.spare == written.spare);
}

TEST_CASE("whichever bit of a slot flips, it is torn, and no key is read", "[slot]") {
  SecureBytes block = encode(some_slot(GENERATE(0U, 1U, 7U)));
  std::size_t live = 0;
  std::size_t filled = 0;
  for (std::size_t bit = 0; bit < kSlotRecord * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
    block[bit / 8] ^= mask;
    Slot slot;
    const SlotState state = decode_slot(block, slot);
    if (state == SlotState::live) ++live;
    if (!slot.key.empty() || slot.generation != 0) ++filled;
    // Even without its magic it is not taken for what was never a slot.
    if (state != SlotState::torn) ++live;
    block[bit / 8] ^= mask;
  }
  CHECK(live == 0);
  CHECK(filled == 0);
}

TEST_CASE("a slot written by halves is never live", "[slot]") {
  const SecureBytes before(kBlockSize, GENERATE(std::uint8_t{0}, std::uint8_t{0xa5}));
  const SecureBytes after = encode(some_slot(GENERATE(0U, 7U)));
  for (std::size_t size = 0; size < kSlotRecord; ++size) {
    CAPTURE(size);
    SecureBytes block = after;
    std::copy(before.begin() + static_cast<std::ptrdiff_t>(size), before.end(),
              block.begin() + static_cast<std::ptrdiff_t>(size));
    Slot slot;
    const SlotState state = decode_slot(block, slot);
    CHECK(state != SlotState::live);
    if (size >= 8) CHECK(state == SlotState::torn);
  }
}

TEST_CASE("a slot destroyed by halves is never live, or whole", "[slot]") {
  const SecureBytes before = encode(some_slot(GENERATE(0U, 7U)));
  const SecureBytes after(kBlockSize, 0x5a);
  for (std::size_t size = 1; size < kSlotRecord; ++size) {
    SecureBytes block = before;
    std::copy_n(after.begin(), size, block.begin());
    Slot slot;
    CHECK(decode_slot(block, slot) != SlotState::live);
  }
}

TEST_CASE("what a slot can never hold is torn, though its checksum is right", "[slot]") {
  CHECK(state_of(1, 1) == SlotState::live);
  CHECK(state_of(2, 1) == SlotState::live);
  CHECK(state_of(1, 0) == SlotState::torn);
  CHECK(state_of(1, -1) == SlotState::torn);
  CHECK(state_of(2, INT64_MIN) == SlotState::torn);
  CHECK(state_of(3, 1, 2) == SlotState::live);
  for (const std::uint64_t uses : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{kMaxReads} + 1,
                                   UINT64_MAX, (std::uint64_t{1} << 32) + 2})
    CHECK(state_of(3, 1, uses) == SlotState::torn);
}

TEST_CASE("a slot of a kind that only a later program knows is no torn one", "[slot]") {
  CHECK(state_of(0, 1) == SlotState::newer);
  CHECK(state_of(4, 1) == SlotState::newer);
  CHECK(state_of(UINT64_MAX, 0) == SlotState::newer);
}

TEST_CASE("random bytes are free, and zeros, which nobody wrote, are torn", "[slot]") {
  Slot slot;
  CHECK(decode_slot(SecureBytes(kRecordSize, 0xff), slot) == SlotState::free);
  CHECK(decode_slot(SecureBytes(kRecordSize, 'm'), slot) == SlotState::free);
  CHECK(decode_slot(SecureBytes(kRecordSize, 0), slot) == SlotState::torn);
}
