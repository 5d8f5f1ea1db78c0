// Many messages at once, beside SQLite alone with rows of the same size.

#include <benchmark/benchmark.h>

#include <stdexcept>

#include "crypto/sealed_blob.h"
#include "side_by_side.h"
#include "sqlite_alone.h"
#include "stopwatch.h"
#include "vault_place.h"

namespace mayfly::bench {
namespace {

constexpr std::int64_t kRead = 100'000;
constexpr std::chrono::hours kTtl{1};

void store_a_million(benchmark::State& state) {
  const BenchPlace empty = make_place("empty");
  const auto by_mayfly = [&] {
    OpenVault open(copy_of(empty, "store-all"));
    std::vector<Draft> drafts = drafts_of(kMillion, kTtl);
    return seconds_of([&] { open.user.store_all(std::move(drafts)); });
  };
  const auto by_sqlite = [&] {
    return SqliteAlone(copy_of(empty, "insert").database())
        .insert(kMillion, crypto::sealed_size(kMessageSize), test::ManualClock().wall());
  };
  side_by_side(state, kMillion, {"mayfly", by_mayfly}, {"sqlite", by_sqlite});
}

double read_all(OpenVault& open) {
  std::int64_t found = 0;
  const double seconds = seconds_of([&] {
    open.user.get_all([&](const Message&) { ++found; },
                      [](const Error& error) { throw std::runtime_error(error.what()); });
  });
  if (found != kRead) throw std::runtime_error("messages are missing");
  return seconds;
}

void read_a_hundred_thousand(benchmark::State& state) {
  const BenchPlace place = make_place("read");
  OpenVault(place).user.store_all(drafts_of(kRead, kTtl));
  const auto by_mayfly = [&] {
    OpenVault open(place);
    return read_all(open);
  };
  const auto by_sqlite = [&] { return SqliteAlone(place.database()).read(kRead); };
  side_by_side(state, kRead, {"mayfly", by_mayfly}, {"sqlite", by_sqlite});
}

BENCHMARK(store_a_million)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(3);
BENCHMARK(read_a_hundred_thousand)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(5);

}  // namespace
}  // namespace mayfly::bench
