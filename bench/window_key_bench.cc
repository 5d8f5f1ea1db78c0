// What window keys cost: a new one, and the end of those of a million messages.

#include <benchmark/benchmark.h>

#include <stdexcept>

#include "side_by_side.h"
#include "stopwatch.h"
#include "vault_place.h"
#include "window_keys/file/open.h"

namespace mayfly::bench {
namespace {

using window_keys::KeyStore;
using window_keys::MayWrite;

constexpr int kRounds = 200;

/// A store in a window that has its key beside one that makes it.
void store_in_a_new_window(benchmark::State& state) {
  OpenVault open(make_place("window"));
  const auto store = [&] {
    return seconds_of([&] { open.user.store(draft_of(kMessageSize, kDefaultTtl)); });
  };
  const auto in_a_new_one = [&] {
    open.clock.advance(std::chrono::seconds{64});
    return store();
  };
  side_by_side(state, 1, {"new", in_a_new_one}, {"known", store});
}

/// All the keys of million_live(): then no copy of its messages can be read any more.
void destroy_the_keys_of_a_million(benchmark::State& state) {
  test::ManualClock clock;
  SystemRandom random;
  SystemDisk disk;
  Patience none;
  while (state.KeepRunning()) {
    const BenchPlace place = copy_of(million_live(), "keys");
    const auto keys = window_keys::open_key_file(window_keys_of(place), {}, {},
                                                 {clock, random, disk, none}, MayWrite::yes);
    clock.advance(std::chrono::hours{48});
    keys->begin_access(MayWrite::no);
    std::int64_t destroyed = 0;
    state.SetIterationTime(seconds_of([&] { destroyed = keys->destroy_ended().count; }));
    if (destroyed < 2) throw std::runtime_error("no keys were there");
    state.counters["keys"] = static_cast<double>(destroyed);
  }
}

/// A disk that is never waited for, to prepare many keys on.
class UnsyncedDisk final : public Disk {
 public:
  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    return system_.read(fd, out, offset);
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override {
    system_.write(fd, bytes, offset);
  }
  void sync(int) override {}

 private:
  SystemDisk system_;
};

void make_burn_key(KeyStore& keys, Instant end) {
  keys.make({end, true, Generation{0}}, {}, [](Generation) { return true; });
}

/// As many keys as the argument says, all at once: windows of many lengths, or messages to burn.
void destroy_keys(benchmark::State& state) {
  test::ManualClock clock;
  SystemRandom random;
  UnsyncedDisk unsynced;
  SystemDisk disk;
  Patience none;
  const auto open = [&](const BenchPlace& place, Disk& on) {
    auto keys = window_keys::open_key_file(window_keys_of(place), {}, {}, {clock, random, on, none},
                                           MayWrite::yes);
    keys->begin_access(MayWrite::no);
    return keys;
  };
  const BenchPlace place = make_place("many-keys");
  for (const auto keys = open(place, unsynced); state.KeepRunning();) {
    const Instant end = clock.wall() + std::chrono::hours{1};
    for (std::int64_t i = 0; i < state.range(0); ++i) make_burn_key(*keys, end);
    clock.advance(std::chrono::hours{2});
    const auto others = open(place, disk);
    state.SetIterationTime(seconds_of([&] { others->destroy_ended(); }));
  }
}

BENCHMARK(destroy_keys)
    ->Arg(16)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(3);
BENCHMARK(store_in_a_new_window)
    ->Unit(benchmark::kMicrosecond)
    ->UseManualTime()
    ->Iterations(kRounds);
BENCHMARK(destroy_the_keys_of_a_million)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(5);

}  // namespace
}  // namespace mayfly::bench
