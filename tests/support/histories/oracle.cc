#include "support/histories/oracle.h"

#include <stdexcept>
#include <utility>

namespace mayfly::test {
namespace {

constexpr std::int64_t kJitter = 2000;

}  // namespace

Oracle::Oracle(const Machine& machine, bool synchronised)
    : last_{machine.truth(), machine.error()},
      boot_(machine.boot()),
      boot_known_(!machine.hides_boot_id()),
      settled_(synchronised) {
  if (synchronised) trusted_ = last_;
}

void Oracle::add(Cause cause, std::int64_t by) {
  for (Moment& message : messages_) message.lag[cause] += by;
  if (trusted_) trusted_->lag[cause] += by;
}

/// Time off that no clock reported.
void Oracle::add_unknown(const Machine& machine, std::int64_t by) {
  if (!boot_known_ || machine.hides_boot_id()) return add(Cause::no_boot_id, by);
  std::int64_t from = last_.truth;
  const auto add_part = [&](Cause cause, std::int64_t until) {
    const std::int64_t part = std::clamp<std::int64_t>(until - from, 0, by);
    add(cause, part);
    from += part;
    by -= part;
  };
  add_part(Cause::power_cut, lost_until_);
  add_part(Cause::not_kept, in_vain_);
  add(Cause::boot_behind, by);
}

/// The first `count` messages become older by what was not counted since the trusted look, and by
/// the error of the clock that tells it.
void Oracle::come_to_light(std::size_t count, Cause cause, std::int64_t error) {
  Lag unseen = trusted_->lag;
  unseen[cause] += error;
  for (std::size_t i = 0; i < count; ++i) messages_[i].lag -= unseen;
  trusted_->lag -= unseen;
}

Cause Oracle::cause_of_wrong_clock(const Machine& machine) const {
  const std::int64_t error = machine.error() - trusted_->error;
  if (std::abs(error) < 200) return Cause::jitter;
  return std::max(machine.error(), trusted_->error) > 200 ? Cause::misled : Cause::paused;
}

void Oracle::begin_boot(Machine& machine) {
  const bool known = !machine.hides_boot_id() && boot_known_;
  const Cause ahead = known ? Cause::boot_ahead : Cause::no_boot_id;
  const std::int64_t passed = machine.truth() - last_.truth;
  const std::int64_t by_last = passed + machine.error() - last_.error;
  const std::int64_t error = trusted_ ? machine.error() - trusted_->error : 0;
  const std::int64_t by_trusted = trusted_ ? passed + trusted_->lag.total() + error : -1;
  const bool sure = trusted_ && machine.synchronised();
  if (by_trusted >= 0 && (sure || by_last < 0 || by_trusted < by_last)) {
    const Cause unsure = error > 0 ? ahead : Cause::boot_behind;
    come_to_light(messages_.size(), sure ? cause_of_wrong_clock(machine) : unsure, error);
  } else if (sure) {
    add(Cause::boot_ahead, passed);  // vault time is ahead of what the clock says
  } else if (by_last > passed) {
    add(ahead, passed - by_last);
  } else {
    add_unknown(machine, passed - std::max<std::int64_t>(by_last, 0));
  }
  ++moves_;
  boot_ = machine.boot();
  boot_known_ = !machine.hides_boot_id();
  before_boot_ = messages_.size();
  settled_ = false;
}

void Oracle::settle(Machine& machine) {
  const bool was_settled = std::exchange(settled_, true);
  const Moment now{machine.truth(), machine.error()};
  const std::int64_t unseen =
      trusted_ ? trusted_->lag.total() + now.error - trusted_->error : INT64_MIN;
  if (unseen < -kJitter) trusted_ = now;
  if (unseen < -kJitter || unseen > kJitter) ++moves_;
  if (unseen <= kJitter) return;
  const bool goes_forward = was_settled || before_boot_ == messages_.size();
  come_to_light(goes_forward ? messages_.size() : before_boot_, cause_of_wrong_clock(machine),
                now.error - trusted_->error);
  if (!goes_forward) trusted_ = now;
}

void Oracle::go_back_to(const Oracle& kept) {
  Oracle back = kept;
  for (std::size_t i = kept.messages_.size(); i < messages_.size(); ++i) {
    Moment message = messages_[i];
    if (message.moves != kept.moves_) throw std::logic_error("a move that a message needs is lost");
    message.lag = {};
    message.lag[Cause::paused] = kept.all_paused_ - message.all_paused;
    back.messages_.push_back(message);
  }
  back.lost_until_ = last_.truth;
  *this = std::move(back);
}

void Oracle::look(Machine& machine) {
  if (machine.boot() == boot_ && boot_known_ && !machine.hides_boot_id()) {
    add(Cause::paused, paused_);
    all_paused_ += paused_;
  } else {
    begin_boot(machine);
  }
  paused_ = in_vain_ = lost_until_ = 0;
  if (machine.synchronised()) settle(machine);
  last_ = {machine.truth(), machine.error()};
}

}  // namespace mayfly::test
