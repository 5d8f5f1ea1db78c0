#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mayfly::bench {

/// One of two ways to do the same work: sets up, and returns the seconds of the work alone.
struct Way {
  std::string name;
  std::function<double()> seconds;
};

/// Measures both ways in each iteration, each of them first in turn, so that what else goes on in
/// the machine falls on both. The benchmark's own time is that of `ours`. Counters: `items` per
/// second of each (or microseconds of each, if `items` is 1), and `speed`, ours to theirs: 2 is
/// twice as fast. All are medians.
void side_by_side(benchmark::State& state, std::int64_t items, const Way& ours, const Way& theirs);

}  // namespace mayfly::bench
