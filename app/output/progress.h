#pragma once

#include <chrono>
#include <cstdint>
#include <string>

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

  /// The same, and it says how many of a thing were done since the first call with that word, and
  /// how fast: "stored 120000 messages, 150000 a second". The word must live as long as this.
  void count(const char* done, std::int64_t messages);

  /// Takes the line away, before anything else is written.
  void clear() noexcept;

 private:
  std::string counts() const;

  const Io& io_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::seconds shown_;  // what was said last, or the time before which nothing is
  bool line_shown_ = false;

  const char* counted_ = nullptr;  // what is counted now
  std::chrono::steady_clock::time_point counted_since_;
  std::int64_t count_ = 0;
};

}  // namespace mayfly::app
