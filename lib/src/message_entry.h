#pragma once

#include "crypto/sealed_blob.h"
#include "mayfly/vault.h"
#include "storage/message_rows.h"

namespace mayfly {

/// The bits of a row's flags (doc/format.md, "messages").
inline constexpr std::int64_t kFlagNamed = 1;
inline constexpr std::int64_t kFlagBurn = 2;

/// Times that no store of ours gives: then a list would show nonsense.
inline void require_plausible(const storage::MessageHead& head) {
  constexpr std::int64_t kFar = std::int64_t{1} << 53;  // some 285,000 years
  constexpr std::int64_t kMaxLife = std::chrono::milliseconds(kMaxTtl).count();
  const bool near = head.created_at > -kFar && head.created_at < kFar && head.expires_at < kFar;
  if (near && head.created_at < head.expires_at && head.expires_at <= head.created_at + kMaxLife)
    return;
  throw Error(
      ErrorKind::authentication_failed,
      "message " + std::to_string(head.id) + " was altered or damaged: its times are impossible",
      "remove it with mayfly rm " + std::to_string(head.id));
}

inline Entry entry_of(const storage::MessageSummary& row) {
  const storage::MessageHead& head = row.head;
  require_plausible(head);
  return {head.id,
          from_unix_ms(head.created_at),
          from_unix_ms(head.expires_at),
          crypto::max_plaintext_size(row.sealed_size),
          (head.flags & kFlagNamed) != 0,
          (head.flags & kFlagBurn) != 0,
          false,
          std::nullopt};
}

}  // namespace mayfly
