// One message at a time, through a vault that is open.

#include <benchmark/benchmark.h>

#include "side_by_side.h"
#include "stopwatch.h"
#include "vault_place.h"

namespace mayfly::bench {
namespace {

constexpr std::chrono::hours kTtl{1};
constexpr int kRounds = 200;
constexpr MessageId kStride = 395'950;  // far from one message to the next

void store_one(benchmark::State& state) {
  OpenVault open(make_place("one"));
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(open.user.store(draft_of(kMessageSize, kTtl)));
  }
}

void get_one(benchmark::State& state) {
  OpenVault open(make_place("one"));
  const MessageId id = open.user.store(draft_of(kMessageSize, kTtl)).id;
  while (state.KeepRunning()) benchmark::DoNotOptimize(open.user.get(id).value());
}

/// The vault with ten live messages beside the one with a million.
struct FewAndMany {
  OpenVault few{make_place("ten")};
  OpenVault many{copy_of(million_live(), "many")};

  FewAndMany() { few.user.store_all(drafts_of(10, kTtl)); }
};

void store_beside_a_million(benchmark::State& state) {
  FewAndMany vaults;
  const auto store = [](OpenVault& open) {
    return seconds_of([&] { open.user.store(draft_of(kMessageSize, kTtl)); });
  };
  side_by_side(state, 1, {"million", [&] { return store(vaults.many); }},
               {"ten", [&] { return store(vaults.few); }});
}

void get_beside_a_million(benchmark::State& state) {
  FewAndMany vaults;
  MessageId next = 1;
  const auto get = [](OpenVault& open, MessageId id) {
    return seconds_of([&] { benchmark::DoNotOptimize(open.user.get(id).value()); });
  };
  // Another message each time, so that it is not SQLite's cache that is measured.
  const auto far_away = [&] { return next = (next + kStride) % kMillion + 1; };
  side_by_side(state, 1, {"million", [&] { return get(vaults.many, far_away()); }},
               {"ten", [&] { return get(vaults.few, next % 10 + 1); }});
}

BENCHMARK(store_one)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(get_one)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(store_beside_a_million)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(kRounds);
BENCHMARK(get_beside_a_million)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(kRounds);

}  // namespace
}  // namespace mayfly::bench
