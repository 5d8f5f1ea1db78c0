#pragma once

#include <chrono>

namespace mayfly::app {

/// A time that runs out, by the clock that runs while the machine sleeps, too.
class LifeTimer {
 public:
  /// Throws Error{unexpected} if there is no timer.
  LifeTimer();
  ~LifeTimer();
  LifeTimer(const LifeTimer&) = delete;
  LifeTimer& operator=(const LifeTimer&) = delete;

  /// Can be read once the time has run out.
  int fd() const { return fd_; }
  /// At once, if the time is not positive.
  void start(std::chrono::milliseconds time) const;
  /// True once after each start.
  bool has_run_out() const;

 private:
  int fd_;
};

}  // namespace mayfly::app
