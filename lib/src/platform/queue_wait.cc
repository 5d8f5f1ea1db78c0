#include "platform/queue_wait.h"

#include <algorithm>
#include <utility>

namespace mayfly::platform {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// A process that has not taken its turn after this time was stopped, for example by Control-Z.
constexpr nanoseconds kIdleTurn = std::chrono::seconds{2};

/// The next one looks often, so that little time is lost. Those after it, and everybody if a holder
/// takes its time, look less often, so that many who wait do not keep the processor busy.
nanoseconds until_next_look(const QueueLook& look, nanoseconds unmoved) {
  constexpr nanoseconds kShortest = microseconds{50};
  constexpr nanoseconds kLongest = milliseconds{5};
  const auto ahead = static_cast<std::int64_t>(std::min<std::uint64_t>(look.ahead, 50));
  return std::clamp(std::max(ahead * ahead * kShortest, unmoved / 16), kShortest, kLongest);
}

}  // namespace

bool QueueWait::step() {
  if (!before_ && !queue_.draw()) {
    pause(microseconds{100});
    return false;
  }
  if (!before_) count_ = given_up_();
  const QueueLook look = queue_.look();
  if (look.entered) {
    if (before_ && in_vain()) patience_->inherit();
    before_ = look;
    return true;
  }
  note_moves(look);
  const nanoseconds time = until_next_look(look, same_);
  pause(time);
  same_ += time;
  return false;
}

void QueueWait::note_moves(const QueueLook& look) {
  if (before_ && look.whose != before_->whose) {
    same_ = {};
    // If somebody takes a turn that we saw come, that is not a second move.
    if (passed_ || (!before_->idle && !in_vain())) patience_->moved();
  }
  before_ = look;
  passed_ = look.idle && same_ >= kIdleTurn;
  if (passed_) queue_.pass_idle();
}

bool QueueWait::in_vain() {
  const std::uint64_t before = std::exchange(count_, given_up_());
  return count_ != before;
}

void QueueWait::pause(nanoseconds time) const {
  if (!patience_->pause(time)) throw patience_->busy();
}

}  // namespace mayfly::platform
