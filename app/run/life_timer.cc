#include "run/life_timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <system_error>

#include "mayfly/error.h"

namespace mayfly::app {

LifeTimer::LifeTimer() : fd_(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (fd_ >= 0) return;
  throw Error(ErrorKind::unexpected, "no timer: " + std::generic_category().message(errno),
              "the program was not started");
}

LifeTimer::~LifeTimer() {
  ::close(fd_);
}

void LifeTimer::start(std::chrono::milliseconds time) const {
  // Zero would stop the timer.
  const std::chrono::nanoseconds left =
      std::max<std::chrono::nanoseconds>(time, std::chrono::nanoseconds{1});
  const auto whole = std::chrono::floor<std::chrono::seconds>(left);
  itimerspec spec{};
  spec.it_value = {whole.count(), (left - whole).count()};
  ::timerfd_settime(fd_, 0, &spec, nullptr);
}

bool LifeTimer::has_run_out() const {
  std::uint64_t times = 0;
  return ::read(fd_, &times, sizeof times) == static_cast<ssize_t>(sizeof times);
}

}  // namespace mayfly::app
