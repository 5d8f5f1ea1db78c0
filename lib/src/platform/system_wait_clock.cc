#include <cerrno>
#include <ctime>

#include "mayfly/wait_clock.h"

namespace mayfly {

std::chrono::nanoseconds SystemWaitClock::now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

void SystemWaitClock::pause(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec left{static_cast<time_t>(seconds.count()), static_cast<long>((time - seconds).count())};
  while (::clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
  }
}

}  // namespace mayfly
