#include "platform/patience.h"

#include <algorithm>
#include <utility>

#include "mayfly/ttl.h"

namespace mayfly {

using std::chrono::nanoseconds;

void Patience::begin() {
  next_lock();
  gave_up_ = false;
  if (sharing_ == Sharing::one_access) {
    waited_ = {};
    others_moved_ = false;
  }
  if (unmoved_ > nanoseconds{0} && clock_->now() - last_ > limits_.holder) unmoved_ = {};
}

void Patience::next_lock() {
  if (std::exchange(paused_, false)) unmoved_ = {};
  moved_here_ = false;
}

bool Patience::pause(nanoseconds time) {
  if (hurried_) return false;
  const WaitLimits rest = left();
  time = std::min({time, rest.holder, rest.in_all});
  paused_ = time > nanoseconds{0};
  gave_up_ = !paused_;
  if (gave_up_) return false;
  const nanoseconds start = clock_->now();
  clock_->pause(time);
  last_ = clock_->now();
  waited_ += last_ - start;
  unmoved_ += last_ - start;
  return true;
}

bool Patience::exhausted() const noexcept {
  return gave_up_ && unmoved_ > nanoseconds{0} && (unmoved_ >= limits_.holder || !moved_here_);
}

WaitLimits Patience::left() const noexcept {
  return {std::max(limits_.holder - unmoved_, nanoseconds{0}),
          std::max(limits_.in_all - waited_, nanoseconds{0})};
}

Error Patience::busy() const {
  if (exhausted() || !others_moved_)
    return {ErrorKind::busy, "the vault is busy: another process holds it", "try again"};
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(limits_.in_all);
  return {ErrorKind::busy,
          "the vault is busy: others were served, and in " + format_duration(limit) +
              " it was not this one's turn",
          "try again, or wait longer"};
}

}  // namespace mayfly
