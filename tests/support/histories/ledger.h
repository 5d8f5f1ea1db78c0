#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace mayfly::test {

/// Why vault time may differ from true time: the exceptions in the table of doc/design.md, "Vault
/// time". Above 0, time that is missing in vault time: what is stored lives too long. Below 0, time
/// too much: it dies early.
enum class Cause : std::uint8_t {
  boot_behind,  ///< off, and the boot's clock was behind; below 0: stored after that, in a boot
                ///< that was never synchronized
  boot_ahead,   ///< a boot's clock was ahead; above 0: stored in it
  paused,       ///< all clocks stood; below 0: stored after that, before the clock was set right
  power_cut,    ///< the clock's last records were lost, and the next boot's clock was behind
  not_kept,     ///< looks that could not write, and the next boot's clock was behind
  no_boot_id,   ///< and the wall clock was set by hand, or late
  misled,       ///< the kernel said "synchronised", and the wall clock was wrong
  many_boots,   ///< more boots to tell apart than there are agings
  jitter,       ///< of a clock that is right: within the tolerance
};
inline constexpr std::size_t kCauses = 9;
inline constexpr std::array<const char*, kCauses> kCauseNames{
    "boot behind", "boot ahead", "paused",     "power cut", "not kept",
    "no boot id",  "misled",     "many boots", "jitter"};

/// True age less age in vault time, of a message or another moment, by cause. In milliseconds.
class Lag {
 public:
  std::int64_t& operator[](Cause cause) { return by_cause_.at(static_cast<std::size_t>(cause)); }

  std::int64_t total() const {
    return std::accumulate(by_cause_.begin(), by_cause_.end(), std::int64_t{0});
  }
  Lag& operator-=(const Lag& other) {
    std::ranges::transform(by_cause_, other.by_cause_, by_cause_.begin(), std::minus{});
    return *this;
  }
  /// The cause that does most to make messages live too long, or die early.
  Cause worst(bool late) const {
    const auto [least, most] = std::ranges::minmax_element(by_cause_);
    return static_cast<Cause>((late ? most : least) - by_cause_.begin());
  }

 private:
  std::array<std::int64_t, kCauses> by_cause_{};
};

}  // namespace mayfly::test
