#pragma once

#include "row_sealer.h"
#include "vault_state.h"

namespace mayfly {

/// Somebody whose rows can be authenticated.
struct Witness {
  std::int64_t user_id;
  RowSealer& sealer;
};

/// Vault::verify().
VerifyReport verify(VaultState& vault, std::optional<Witness> witness);

}  // namespace mayfly
