#pragma once

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "mayfly/clock.h"
#include "mayfly/random.h"

namespace mayfly::test {

/// A clock that stands until it is moved.
class ManualClock final : public Clock {
 public:
  Instant now() override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_ = from_unix_ms(1'795'500'000'000);  // 2026-11-24
};

/// Bytes that a test can foresee: a counter.
class CountingRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

/// A generator that is out of order.
class FailingRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t>) override { throw std::runtime_error("no randomness"); }
};

}  // namespace mayfly::test
