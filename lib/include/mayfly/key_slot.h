#pragma once

#include <cstdint>

#include "mayfly/clock.h"

namespace mayfly {

/// What opens a key slot, as it stands in the vault.
enum class SlotKind : std::int64_t { key_file = 1, passphrase = 2 };

/// What a derivation by Argon2id costs (RFC 9106, 3.1).
struct Argon2Cost {
  std::uint32_t memory_kib;
  std::uint32_t passes;
  std::uint32_t lanes;

  bool operator==(const Argon2Cost&) const = default;
};

/// A key slot as it stands in a list: one way to the user key.
struct KeySlot {
  std::int64_t number;
  SlotKind kind;
  Instant created_at;
  Argon2Cost cost;       ///< of a passphrase; else zeros
  bool damaged = false;  ///< none of ours: altered, to be seen without its key
  bool newer = false;    ///< of a kind that a later program made
};

}  // namespace mayfly
