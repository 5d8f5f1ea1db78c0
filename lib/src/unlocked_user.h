#pragma once

#include "mayfly/vault.h"
#include "row_sealer.h"
#include "vault_state.h"

namespace mayfly {

/// What an unlocked user knows that nobody else may.
struct UnlockedUser::Secrets {
  std::string name;
  std::int64_t user_id;
  RowSealer sealer;
};

}  // namespace mayfly
