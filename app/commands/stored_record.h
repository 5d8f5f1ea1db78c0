#pragma once

#include "mayfly/message.h"

namespace mayfly::app {

/// A message of many that are stored together: its text, and what it says differently from the
/// others.
struct StoredRecord {
  SecureBytes text = {};
  std::optional<SecureBytes> name = std::nullopt;
  std::optional<std::chrono::seconds> ttl = std::nullopt;
  std::optional<Instant> until = std::nullopt;  ///< not together with a ttl
  std::optional<bool> burn = std::nullopt;
  std::optional<std::uint32_t> reads = std::nullopt;
};

/// As it waits in a Spool. A name has up to kMaxMessageNameSize bytes.
SecureBytes as_record(const StoredRecord& record);

/// A record with a text alone.
SecureBytes as_record(ByteView text);

/// The draft of what waited: like `others`, except for what it says itself.
Draft draft_of(ByteView record, const Draft& others);
Draft draft_of(StoredRecord record, const Draft& others);

}  // namespace mayfly::app
