#pragma once

#include <cstdint>
#include <span>

namespace mayfly {

/// Where keys, ids and IVs come from. Handed to the library, so that a test can make it fail.
class RandomSource {
 public:
  virtual ~RandomSource() = default;

  /// Fills `out` with bytes that nobody can predict, or throws. `out` may be empty.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The system's random number generator.
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace mayfly
