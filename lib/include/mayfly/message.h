#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/ttl.h"

namespace mayfly {

/// Positive, counted through the whole vault, never used again.
using MessageId = std::int64_t;

inline constexpr std::size_t kMaxMessageSize = std::size_t{64} << 20;  ///< bytes
inline constexpr std::size_t kMaxMessageNameSize = 128;                ///< bytes

/// A message to store.
struct Draft {
  SecureBytes text;  ///< 1 byte to kMaxMessageSize
  std::chrono::seconds ttl = kDefaultTtl;
  std::optional<SecureBytes> name =
      std::nullopt;   ///< UTF-8 without control characters; kept sealed
  bool burn = false;  ///< to be read once
};

/// Throws Error{usage} for a draft that no vault takes: empty or too large, a ttl out of range, a
/// name that is none.
void require_storable(const Draft& draft);

/// What is known of a message that was stored.
struct Receipt {
  MessageId id;
  Instant created_at;
  Instant expires_at;  ///< at this instant it is gone
};

/// A message as it stands in a list.
struct Entry {
  MessageId id;
  Instant created_at;
  Instant expires_at;
  std::size_t max_size;  ///< bytes; the padding hides the exact size: it is at most 15 less
  bool named;
  bool burn;     ///< it can be read once
  bool expired;  ///< before its time: its window key is gone
  /// If the list was made with the key, and the name is authentic.
  std::optional<SecureBytes> name;
  bool damaged = false;  ///< its times are impossible: they mean nothing
};

struct Message {
  MessageId id;
  Instant created_at;
  Instant expires_at;
  bool burn;  ///< this was its one reading
  std::optional<SecureBytes> name;
  SecureBytes text;
};

}  // namespace mayfly
