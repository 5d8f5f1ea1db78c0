#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "process/io.h"

namespace mayfly::app {

/// Says on a terminal that the program is still at work, once that has lasted over a second. What
/// counts is work that ticks: somebody who types, or another program that is waited for, does not.
class Progress {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// The streams must outlive it.
  Progress(const Io& io, std::chrono::seconds after,
           std::function<TimePoint()> now = std::chrono::steady_clock::now)
      : io_(io), now_(std::move(now)), start_(now_()), ticked_(start_), shown_(after) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called often.
  void tick();

  /// The same, and it says how many of a thing were done since the first call with that word, and
  /// how fast, after a second: "stored 120000 messages, 150000 a second". The word must live as
  /// long as this.
  void count(const char* done, std::int64_t messages);

  /// Takes the line away, before anything else is written.
  void clear() noexcept;

 private:
  std::string counts() const;

  const Io& io_;
  std::function<TimePoint()> now_;
  TimePoint start_;             // later, if there were pauses
  TimePoint ticked_;            // the last time
  std::chrono::seconds shown_;  // what was said last, or the time before which nothing is
  bool line_shown_ = false;

  const char* counted_ = nullptr;  // what is counted now
  TimePoint counted_since_;
  std::int64_t count_ = 0;
};

}  // namespace mayfly::app
