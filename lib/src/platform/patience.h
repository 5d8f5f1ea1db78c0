#pragma once

#include <chrono>
#include <cstdint>

#include "mayfly/error.h"
#include "mayfly/wait_clock.h"

namespace mayfly {

struct WaitLimits {
  std::chrono::nanoseconds holder;  ///< for one holder that does not move
  std::chrono::nanoseconds in_all;  ///< even in a queue that moves
};

/// What shares a patience: each access has an `in_all` of its own, or all share one.
enum class Sharing : std::uint8_t { one_access, all_accesses };

/// How long an access still waits for other processes. All its waits share it, so that one process
/// that hangs costs the time of one wait, whatever it holds.
class Patience {
 public:
  /// No patience: what cannot be had at once is not waited for.
  Patience() = default;

  /// The clock must outlive it.
  Patience(WaitClock& clock, WaitLimits limits, Sharing sharing = Sharing::one_access)
      : clock_(&clock), limits_(limits), sharing_(sharing) {}

  /// An access begins. If it follows another within `limits.holder`, it meets the same holder that
  /// hangs, and does not wait for it anew.
  void begin();

  /// A wait for another lock begins: we got the one before it, or pause() has returned false.
  void next_lock();

  /// Those who are waited for have moved on.
  void moved() noexcept {
    unmoved_ = {};
    others_moved_ = moved_here_ = true;
  }

  /// We got the lock from somebody who waited in vain for what we shall wait for, too.
  void inherit() noexcept { paused_ = false; }

  /// Sleeps for `time` at most; false, at once, if the patience is at its end.
  bool pause(std::chrono::nanoseconds time);

  /// While one lives, what cannot be had at once is not waited for.
  class Hurry {
   public:
    explicit Hurry(Patience& patience) : patience_(&patience), before_(patience.hurried_) {
      patience.hurried_ = true;
    }
    ~Hurry() { patience_->hurried_ = before_; }
    Hurry(const Hurry&) = delete;
    Hurry& operator=(const Hurry&) = delete;

   private:
    Patience* patience_;
    bool before_;
  };
  bool is_hurried() const noexcept { return hurried_; }

  /// For how long nobody has moved.
  std::chrono::nanoseconds unmoved() const noexcept { return unmoved_; }

  /// Whether it ended with a holder that did not move, whichever limit was reached.
  bool exhausted() const noexcept;

  /// What is left of the limits.
  WaitLimits left() const noexcept;

  /// Error{busy}, for when pause() has returned false.
  Error busy() const;

 private:
  WaitClock* clock_ = nullptr;
  WaitLimits limits_{};
  Sharing sharing_ = Sharing::one_access;
  std::chrono::nanoseconds waited_{};   // of in_all
  std::chrono::nanoseconds unmoved_{};  // of it, and of the accesses just before it
  std::chrono::nanoseconds last_{};     // the end of the last pause
  bool paused_ = false;                 // for the lock that is waited for
  bool gave_up_ = false;                // on it
  bool hurried_ = false;
  bool moved_here_ = false;    // those who are waited for with it
  bool others_moved_ = false;  // while waited_ was counted
};

}  // namespace mayfly
