#include "support/histories/kept_vault.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "window_keys/window.h"

namespace mayfly::test {
namespace {

using namespace window_keys;

constexpr std::int64_t kTold = 4000;         // ms: less is jitter
constexpr std::int64_t kWriteback = 35'000;  // ms: older pages are on the disk (Linux: 30 + 5 s)

}  // namespace

KeptVault::KeptVault(Machine& machine, Exceptions& exceptions)
    : machine_(machine),
      exceptions_(exceptions),
      clock_(first_record(machine)),
      oracle_(machine, machine.synchronised()) {
  records_.push_back({clock_, oracle_, machine.truth()});
}

/// At `clock_` and `oracle_` as they are after the look, whether it is kept or not.
Look KeptVault::look(bool writes) {
  const std::int64_t last = static_cast<std::int64_t>(keys_.size());
  const std::int64_t before = clock_.vault_time;
  const Look look = look_at_clocks(clock_, machine_, last);
  if (look.now < before) throw std::logic_error("vault time went back");
  if (to_unix_ms(machine_.wall()) != look.now + look.offset)
    throw std::logic_error("people are shown another time than their clock's");
  oracle_.look(machine_);
  if (look.older_by > 0) drop_old_agings();
  judge(look.now, writes);
  return look;
}

void KeptVault::access(bool writes) {
  const Record before{clock_, oracle_, 0};
  const Look at = look(writes);
  if (writes && destroy_ended(at.now)) return keep_at_once();
  if (writes && keep(false)) return;
  clock_ = before.clock;
  oracle_ = before.oracle;
  if (!writes) oracle_.look_in_vain(machine_);
}

void KeptVault::store(std::int64_t ttl) {
  const Look at = look(true);
  const bool destroyed = destroy_ended(at.now);
  const std::int64_t expires_at = at.now + ttl;
  const std::size_t keys_before = keys_.size();
  const std::size_t key =
      key_of_window(to_unix_ms(window_end(from_unix_ms(at.now), from_unix_ms(expires_at))));
  messages_.push_back({machine_.truth(), ttl, expires_at, key});
  oracle_.store(machine_);
  if (destroyed || keys_.size() != keys_before || !clock_.on_disk) return keep_at_once();
  keep(true);
}

void KeptVault::keep_at_once() {
  clock_.on_disk = true;
  keep(true);
  flush();
}

bool KeptVault::keep(bool needed) {
  if (!needed && !is_worth_keeping(records_.back().clock, clock_)) return false;
  records_.push_back({clock_, oracle_, machine_.truth()});
  return true;
}

void KeptVault::flush() {
  records_.erase(records_.begin(), records_.end() - 1);
}

void KeptVault::lose_power(std::uint64_t chosen) {
  while (records_.size() > 1 && machine_.truth() - records_[1].written > kWriteback)
    records_.pop_front();
  records_.resize(1 + chosen % records_.size(), records_.front());
  flush();
  clock_ = records_.back().clock;
  oracle_.go_back_to(records_.back().oracle);
}

void KeptVault::drop_old_agings() {
  std::vector<std::int64_t> living;
  for (const Key& key : keys_)
    if (!key.destroyed) living.push_back(key.generation);
  const ClockRecord before = clock_;
  compact(clock_.agings, living);
  if (clock_.agings.size() > kMostAgings) throw std::logic_error("agings are left");
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    const Key& key = keys_[messages_[i].key];
    if (key.destroyed) continue;
    const std::int64_t more = aged_by(clock_, key.generation) - aged_by(before, key.generation);
    if (more < 0) throw std::logic_error("compact() makes a message live longer");
    if (more > 0 && before.agings.size() <= kMostAgings)
      throw std::logic_error("compact() joins what fits");
    oracle_.age(i, more);
  }
}

std::size_t KeptVault::key_of_window(std::int64_t window_end) {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const Key& key = keys_[i];
    if (!key.destroyed && key.window_end == window_end && may_share(clock_, key.generation))
      return i;
  }
  keys_.push_back({static_cast<std::int64_t>(keys_.size()) + 1, window_end});
  return keys_.size() - 1;
}

std::int64_t KeptVault::due(std::int64_t end, const Key& key) const {
  return end - aged_by(clock_, key.generation);
}

bool KeptVault::destroy_ended(std::int64_t now) {
  bool any = false;
  for (Key& key : keys_) {
    if (key.destroyed || due(key.window_end, key) > now) continue;
    any = key.destroyed = true;
  }
  return any;
}

void KeptVault::judge(std::int64_t now, bool writes) {
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    Message& message = messages_[i];
    const Key& key = keys_[message.key];
    if (message.dead && key.destroyed) continue;
    const bool available = !key.destroyed && now < due(message.expires_at, key);
    judge(message, oracle_.lag(i), available, writes);
  }
}

void KeptVault::judge(Message& message, Lag lag, bool available, bool for_ever) {
  if (!available && message.dead) return;  // judged: what is learned later does not bring it back
  message.dead = !available && for_ever;
  const std::int64_t left = message.created + message.ttl - machine_.truth();
  const std::int64_t wrong = available ? -left : left;  // how late, or how early
  const std::int64_t explained = available ? lag.total() : -lag.total();
  if (wrong > std::max<std::int64_t>(explained, 0))
    throw std::logic_error((available ? "late by " : "early by ") + std::to_string(wrong) +
                           " ms, of which the table explains " + std::to_string(explained));
  if (wrong > kTold) count(message, lag.worst(available), available);
}

void KeptVault::count(Message& message, Cause cause, bool late) {
  if (cause == Cause::jitter) throw std::logic_error("more jitter than is tolerated");
  if (std::exchange(late ? message.late : message.early, true)) return;
  ++(late ? exceptions_.late : exceptions_.early).at(static_cast<std::size_t>(cause));
}

}  // namespace mayfly::test
