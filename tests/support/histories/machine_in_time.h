#pragma once

#include "mayfly/clock.h"

namespace mayfly::test {

/// A machine and its clocks, beside the true time. In milliseconds, true time since 1970.
class Machine final : public Clock {
 public:
  Instant wall() override { return from_unix_ms(truth_ + error_); }
  std::chrono::milliseconds since_boot() override {
    return std::chrono::milliseconds{truth_ - booted_ - paused_};
  }
  std::optional<BootId> boot_id() override {
    if (hides_boot_id_) return std::nullopt;
    return BootId{1, static_cast<std::uint8_t>(boot_ >> 8), static_cast<std::uint8_t>(boot_)};
  }
  bool synchronised() override { return synchronised_; }

  std::int64_t truth() const { return truth_; }
  std::int64_t error() const { return error_; }  ///< of the wall clock: above 0 where it is ahead
  int boot() const { return boot_; }
  bool hides_boot_id() const { return hides_boot_id_; }

  void run(std::int64_t by) { truth_ += by; }

  /// All clocks of the machine stand still, as those of a virtual machine do, and it does not know.
  void pause(std::int64_t by) {
    truth_ += by;
    paused_ += by;
    error_ -= by;
  }
  /// Somebody sets the wall clock; the kernel no longer calls it synchronised.
  void step(std::int64_t by) {
    error_ += by;
    synchronised_ = false;
  }
  /// NTP has set the wall clock, with that error.
  void synchronise(std::int64_t error) {
    error_ = error;
    synchronised_ = true;
  }
  void lose_network() { synchronised_ = false; }

  /// Off for so long; then a boot with that error of the wall clock.
  void reboot(std::int64_t off, std::int64_t error) {
    truth_ += off;
    booted_ = truth_;
    paused_ = 0;
    error_ = error;
    synchronised_ = false;
    ++boot_;
  }
  void hide_boot_id(bool hides) { hides_boot_id_ = hides; }

 private:
  std::int64_t truth_ = 1'795'500'000'000;  // 2026-11-24
  std::int64_t error_ = 0;
  std::int64_t booted_ = truth_ - 20'000;
  std::int64_t paused_ = 0;
  int boot_ = 1;
  bool synchronised_ = false;
  bool hides_boot_id_ = false;
};

}  // namespace mayfly::test
