#pragma once

#include <cstdint>
#include <optional>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"

namespace mayfly {

/// What is sealed in a receipt (doc/format.md, "Receipts"). The message's own times are vault time;
/// when it was read and removed is by the wall clock of that moment, which nothing changes later.
struct ReceiptNote {
  Instant created_at;
  Instant expires_at;
  std::uint32_t allowed = 0;                       ///< how often it could be read; 0: at will
  std::uint32_t reads = 0;                         ///< how often it was
  std::optional<Instant> read_at = std::nullopt;   ///< the last time
  std::optional<Instant> begun_at = std::nullopt;  ///< a reading that is perhaps not over
  std::optional<Instant> removed_at = std::nullopt;
  std::optional<SecureBytes> name = std::nullopt;  ///< of the message

  bool is_used_up() const noexcept { return allowed > 0 && reads >= allowed; }

  /// Finds out by the key's own count whether the reading that was begun has come about.
  void settle(std::uint32_t uses_left) noexcept {
    uses_left + reads < allowed ? end_reading() : begun_at.reset();
  }

  /// Counts the reading that was begun.
  void end_reading() noexcept {
    ++reads;
    read_at = begun_at;
    begun_at.reset();
  }
};

SecureBytes encoded(const ReceiptNote& note);

/// Throws Error{authentication_failed} for what encoded() does not give.
ReceiptNote decoded_note(ByteView bytes);

}  // namespace mayfly
