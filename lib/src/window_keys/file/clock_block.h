#pragma once

// The clock's record as it stands in a window-key file.

#include <optional>

#include "mayfly/bytes.h"
#include "window_keys/clock_record.h"

namespace mayfly::window_keys {

/// The block of `record`, which fits into one sector. Throws Error{authentication_failed} for
/// numbers that decode_clock() would not take.
SecureBytes encode(const ClockRecord& record);

/// What is in a clock's block, of which the first kSectorSize bytes are enough; nothing if it is
/// damaged.
std::optional<ClockRecord> decode_clock(ByteView block);

}  // namespace mayfly::window_keys
