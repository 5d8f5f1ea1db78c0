#pragma once

#include <cstdint>

#include "mayfly/bytes.h"

namespace mayfly::window_keys {

inline constexpr std::size_t kWindowKeySize = 32;

/// A window key in its slot. Many messages share one, but for that of a message that is burned
/// after reading: it has one of its own.
struct Slot {
  std::int64_t generation = 0;  ///< tells it from every other of this vault, now and later
  std::int64_t window_end = 0;  ///< Unix milliseconds; from then on the key must not exist
  bool burn = false;            ///< of one message alone
  SecureBytes key;              ///< kWindowKeySize bytes
};

enum class SlotState : std::uint8_t {
  free,  ///< random bytes: never used, or destroyed
  live,
  torn,  ///< a slot once, written by halves or damaged: its messages were never committed, or are
         ///< lost
};

/// The block of a slot.
SecureBytes encode(const Slot& slot);

/// What is in a block, of which the first kRecordSize bytes are enough; fills `slot` where it is
/// live.
SlotState decode_slot(ByteView block, Slot& slot);

}  // namespace mayfly::window_keys
