#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace mayfly::test {

/// The same numbers everywhere: std's distributions may differ.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : numbers_(seed) {}

  std::uint64_t number() { return numbers_(); }
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(number() % static_cast<std::uint64_t>(end));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }

  /// Small and large ones alike.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const double part = static_cast<double>(below(1 << 20)) / (1 << 20);
    return least + std::llround(std::exp(part * std::log(static_cast<double>(most - least))));
  }

 private:
  std::mt19937_64 numbers_;
};

}  // namespace mayfly::test
