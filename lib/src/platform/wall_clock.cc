#include "mayfly/clock.h"

namespace mayfly {

Instant WallClock::now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace mayfly
