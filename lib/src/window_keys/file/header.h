#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>

#include "mayfly/bytes.h"
#include "values/ids.h"

namespace mayfly::window_keys {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// What stands before the slots, twice (doc/format.md, "Window-key file"). Its numbers are plain,
/// as they are in the file.
struct Header {
  Bytes vault_id;                      ///< kVaultIdSize bytes
  std::uint64_t sequence = 0;          ///< the valid header with the larger one counts
  bool synced = true;                  ///< a sync followed: the next one goes to the other block
  bool unconfirmed = false;            ///< nobody knows whether all that was destroyed is gone
  std::uint64_t slot_count = 0;        ///< how many the file has at least
  std::int64_t earliest_end = kNever;  ///< of the window keys that are there
  std::int64_t generation = 0;         ///< the last one that a window key was given
  std::int64_t confirmed = 0;          ///< up to this one, window keys are known to be on the disk
  std::int64_t last_message = 0;       ///< the highest id that is known to be committed
  std::int64_t vault_time = 0;         ///< for a clock's record that is damaged: the mark
  std::int64_t offset = 0;             ///< and what is added to it for the wall clock's
  std::uint64_t other_flags = 0;       ///< of a later program, to be kept
  Bytes spare;                         ///< the same
};

enum class HeaderState : std::uint8_t {
  valid,
  foreign,  ///< not a header of ours
  older,    ///< of format 1: migration.h
  newer,    ///< of a format, or with a flag, that we do not know
  damaged,  ///< a header of ours once
};

/// The header block of `header`. Throws Error{authentication_failed} for numbers that
/// decode_header() would not take.
SecureBytes encode(const Header& header);

/// What is in a header block, of which the first kRecordSize bytes are enough; fills `header` if
/// it is valid, or older.
HeaderState decode_header(ByteView block, Header& header);

}  // namespace mayfly::window_keys
