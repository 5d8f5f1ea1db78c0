#include "race.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace mayfly::bench {

std::vector<Result> race(const std::vector<Entry>& entries, int rounds) {
  std::vector<Result> results;
  results.reserve(entries.size());
  for (const Entry& entry : entries) results.push_back({entry.name, entry.note, {}, {}, 0});
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 shuffler(1);  // NOLINT(cert-msc51-cpp): the same orders each time
  for (int round = 0; round <= rounds; ++round) {
    std::shuffle(order.begin(), order.end(), shuffler);
    for (const std::size_t i : order) {
      if (!entries[i].command) continue;
      const Cost cost = entries[i].household.run(*entries[i].command);
      if (round == 0) continue;  // the first fills the caches
      results[i].ms.push_back(cost.ms);
      results[i].cpu_ms.push_back(cost.cpu_ms);
      results[i].peak_bytes = std::max(results[i].peak_bytes, cost.peak_bytes);
    }
  }
  return results;
}

}  // namespace mayfly::bench
