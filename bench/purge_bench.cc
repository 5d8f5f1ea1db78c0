// Purging half of a million messages, beside SQLite's own DELETE on a copy of the same file.

#include <benchmark/benchmark.h>

#include <stdexcept>

#include "side_by_side.h"
#include "sqlite_alone.h"
#include "stopwatch.h"
#include "vault_place.h"

namespace mayfly::bench {
namespace {

constexpr std::int64_t kExpired = kMillion / 2;
constexpr std::chrono::hours kLater{1};  // than the first half of million_live(), not the second

void purge_half_a_million(benchmark::State& state) {
  const auto by_mayfly = [] {
    OpenVault open(copy_of(million_live(), "purge"));
    open.clock.advance(kLater);
    std::int64_t purged = 0;
    const double seconds = seconds_of([&] { purged = open.vault.purge().messages; });
    if (purged != kExpired) throw std::runtime_error("purged another number of messages");
    return seconds;
  };
  const auto by_sqlite = [] {
    return SqliteAlone(copy_of(million_live(), "delete").database())
        .delete_expired(test::ManualClock().wall() + kLater, kExpired);
  };
  side_by_side(state, kExpired, {"mayfly", by_mayfly}, {"sqlite", by_sqlite});
}

BENCHMARK(purge_half_a_million)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(3);

}  // namespace
}  // namespace mayfly::bench
