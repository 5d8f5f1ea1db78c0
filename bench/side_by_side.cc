#include "side_by_side.h"

#include "stopwatch.h"

namespace mayfly::bench {
namespace {

void report(benchmark::State& state, std::int64_t items, const Way& way, double seconds) {
  if (items == 1) {
    state.counters[way.name + "_us"] = seconds * 1e6;
  } else {
    state.counters[way.name + "/s"] = static_cast<double>(items) / seconds;
  }
}

}  // namespace

void side_by_side(benchmark::State& state, std::int64_t items, const Way& ours, const Way& theirs) {
  std::vector<double> our_times;
  std::vector<double> their_times;
  bool ours_first = true;
  while (state.KeepRunning()) {
    if (ours_first) our_times.push_back(ours.seconds());
    their_times.push_back(theirs.seconds());
    if (!ours_first) our_times.push_back(ours.seconds());
    ours_first = !ours_first;
    state.SetIterationTime(our_times.back());
  }
  report(state, items, ours, median(our_times));
  report(state, items, theirs, median(their_times));
  state.counters["speed"] = median(their_times) / median(our_times);
}

}  // namespace mayfly::bench
