#pragma once

#include <chrono>

#include "process/io.h"

namespace mayfly::app {

/// Says on a terminal that the program is still at work, once that has lasted over a second.
class Progress {
 public:
  /// The streams must outlive it.
  Progress(const Io& io, std::chrono::seconds after)
      : io_(io), start_(std::chrono::steady_clock::now()), shown_(after) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called often.
  void tick();

  /// Takes the line away, before anything else is written.
  void clear() noexcept;

 private:
  const Io& io_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::seconds shown_;  // what was said last, or the time before which nothing is
  bool line_shown_ = false;
};

}  // namespace mayfly::app
