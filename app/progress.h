#pragma once

#include <chrono>

#include "io.h"

namespace mayfly::app {

/// Says on a terminal that the program is still at work, once that has lasted over a second, and
/// takes it away at the end.
class Progress {
 public:
  explicit Progress(const Io& io) : io_(io), start_(std::chrono::steady_clock::now()) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called often.
  void tick();

 private:
  const Io& io_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::seconds shown_{0};
};

}  // namespace mayfly::app
