#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <stdexcept>

#include "mayfly/clock.h"
#include "mayfly/random.h"
#include "mayfly/wait_clock.h"

namespace mayfly::test {

/// Clocks that stand until they are moved.
class ManualClock final : public Clock {
 public:
  Instant wall() override { return wall_; }
  std::chrono::milliseconds since_boot() override { return since_boot_; }
  std::optional<BootId> boot_id() override { return boot_id_; }
  bool synchronised() override { return synchronised_; }

  /// Time goes by.
  void advance(std::chrono::milliseconds by) {
    wall_ += by;
    since_boot_ += by;
  }

  /// Somebody sets the wall clock.
  void set_wall(Instant wall) { wall_ = wall; }
  void step_wall(std::chrono::milliseconds by) { wall_ += by; }

  /// The machine boots, with that wall clock.
  void reboot(Instant wall) {
    wall_ = wall;
    since_boot_ = std::chrono::seconds{20};
    ++boot_id_->front();
  }
  void set_boot_id(std::optional<BootId> id) { boot_id_ = id; }
  void set_synchronised(bool synchronised) { synchronised_ = synchronised; }

 private:
  Instant wall_ = from_unix_ms(1'795'500'000'000);  // 2026-11-24
  std::chrono::milliseconds since_boot_ = std::chrono::hours{1};
  std::optional<BootId> boot_id_ = BootId{1};
  bool synchronised_ = false;
};

/// Waiting that takes no time. `on_pause` does what other processes do in the meantime.
class ManualWaitClock final : public WaitClock {
 public:
  std::chrono::nanoseconds now() override { return now_; }
  void pause(std::chrono::nanoseconds time) override {
    now_ += time;
    ++pauses;
    if (on_pause) on_pause();
  }

  int pauses = 0;
  std::function<void()> on_pause;

 private:
  std::chrono::nanoseconds now_{};
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

/// A generator that is broken.
class FailingRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t>) override { throw std::runtime_error("no randomness"); }
};

}  // namespace mayfly::test
