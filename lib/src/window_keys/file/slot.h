#pragma once

#include <cstdint>

#include "mayfly/bytes.h"
#include "window_keys/window.h"

namespace mayfly::window_keys {

/// A window key in its slot. Many messages of a user share one; a message that is read once, or a
/// number of times, has one of its own. The numbers are plain, as they stand in the file:
/// FileKeyStore makes Instant and Generation of them.
struct Slot {
  std::int64_t generation = 0;  ///< tells it from every other of this vault, now and later
  std::int64_t window_end = 0;  ///< Unix milliseconds; from then on the key must not exist
  std::uint32_t uses = 0;       ///< how often it can still be used; 0: shared, at will
  SecureBytes key;              ///< kWindowKeySize bytes
  Bytes tag = Bytes(kTagSize);  ///< by which its maker knows it again; zeros if nobody has to
  Bytes spare = {};             ///< what a later program has put after it, to be kept
};

inline WindowId id_of(const Slot& slot) {
  return {from_unix_ms(slot.window_end), Generation{slot.generation}};
}

enum class SlotState : std::uint8_t {
  free,  ///< random bytes: never used, or destroyed
  live,
  newer,  ///< of a kind that a later program made
  torn,   ///< a slot once, half written or damaged: its messages were never committed, or are
          ///< lost
};

/// The block of a slot.
SecureBytes encode(const Slot& slot);

/// What is in a block, of which the first kRecordSize bytes are enough; fills `slot` if it is
/// live, or newer.
SlotState decode_slot(ByteView block, Slot& slot);

}  // namespace mayfly::window_keys
