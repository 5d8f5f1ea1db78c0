#pragma once

#include "crypto/sealed_blob.h"
#include "mayfly/vault.h"
#include "storage/sqlite/message_rows.h"
#include "vault/vault_state.h"

namespace mayfly {

using storage::kFlagBurn;
using storage::kFlagNamed;

/// Whether a store of ours can give such times.
inline bool is_plausible(const storage::MessageHead& head) {
  constexpr std::int64_t kFar = std::int64_t{1} << 53;  // some 285,000 years
  constexpr std::int64_t kMaxLife = std::chrono::milliseconds(kMaxTtl).count();
  const bool near = head.created_at > -kFar && head.created_at < kFar && head.expires_at < kFar;
  return near && head.created_at < head.expires_at && head.expires_at <= head.created_at + kMaxLife;
}

inline Entry entry_of(const VaultState& vault, const storage::MessageSummary& row) {
  const storage::MessageHead& head = row.head;
  return {head.id,
          vault.shown(head, head.created_at),
          vault.shown(head, head.expires_at),
          crypto::max_plaintext_size(row.sealed_size),
          (head.flags & kFlagNamed) != 0,
          (head.flags & kFlagBurn) != 0,
          false,
          std::nullopt,
          !is_plausible(head)};
}

}  // namespace mayfly
