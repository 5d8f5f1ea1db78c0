#pragma once

#include <set>

#include "vault/vault_state.h"

namespace mayfly {

/// Rows that are to go, with the generations of their window keys.
struct Doomed {
  std::set<MessageId> ids;
  std::set<std::int64_t> generations;
};

/// The window keys that no message needs when these rows are gone. None in a database that is older
/// than its window keys: a copy does not know what the original stored since.
std::set<std::int64_t> keys_of_these_alone(VaultState& vault, const Doomed& doomed);

}  // namespace mayfly
