#pragma once

// Vault time: a scale of the vault's own, which decides expiry. The table of cases, and why they
// are so, is in doc/design.md, "Vault time".

#include <cstdint>

#include "window_keys/clock_record.h"

namespace mayfly::window_keys {

/// What one look at the clocks gives. In milliseconds, as the numbers of the record are.
struct Look {
  std::int64_t now;       ///< vault time
  std::int64_t offset;    ///< now + offset is what the wall clock says
  std::int64_t ahead;     ///< how far the wall clock is ahead of what the vault expects (or behind)
  std::int64_t older_by;  ///< what was stored before this boot has become older by so much
};

/// The record of a vault that is being made: vault time begins with the wall clock.
ClockRecord first_record(Clock& clock);

/// Looks at the clocks, as each access does once, and brings `record` up to them. `last_generation`
/// is that of the last window key that was made. A new boot, an offset that is newly trusted and
/// time that came to light clear `record.on_disk`: a message that is stored now is not acknowledged
/// before the record is on the disk.
Look look_at_clocks(ClockRecord& record, Clock& clock, std::int64_t last_generation);

/// Vault time some time after a look of this process, without another one: no system call.
std::int64_t vault_time(const ClockRecord& record, Clock& clock);

}  // namespace mayfly::window_keys
