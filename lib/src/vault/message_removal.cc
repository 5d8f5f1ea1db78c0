#include "vault/message_removal.h"

#include <algorithm>

namespace mayfly {

std::set<std::int64_t> keys_of_these_alone(VaultState& vault, const Doomed& doomed) {
  std::set<std::int64_t> alone;
  vault.compare_ages();
  if (vault.database_is_older) return alone;
  for (const std::int64_t generation : doomed.generations) {
    if (std::ranges::includes(doomed.ids, vault.messages.ids_of(generation)))
      alone.insert(generation);
  }
  return alone;
}

}  // namespace mayfly
