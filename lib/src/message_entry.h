#pragma once

#include "crypto/sealed_blob.h"
#include "mayfly/vault.h"
#include "storage/message_rows.h"

namespace mayfly {

/// The bits of a row's flags (doc/format.md, "messages").
inline constexpr std::int64_t kFlagNamed = 1;

inline Entry entry_of(const storage::MessageSummary& row) {
  const storage::MessageHead& head = row.head;
  return {head.id,
          from_unix_ms(head.created_at),
          from_unix_ms(head.expires_at),
          crypto::max_plaintext_size(row.sealed_size),
          (head.flags & kFlagNamed) != 0,
          std::nullopt};
}

}  // namespace mayfly
