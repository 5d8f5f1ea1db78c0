#include "run/mask/lane.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace mayfly::app {
namespace {

std::optional<std::uint8_t> hex_digit(std::uint8_t c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  const auto lower = static_cast<std::uint8_t>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint8_t>(lower - 'a' + 10);
  return std::nullopt;
}

}  // namespace

void Lane::add(std::uint8_t byte, std::uint64_t number, const OnFound& on_found) {
  switch (reading_) {
    case Reading::plain:
      return add_read(byte, {number, number + 1}, on_found);
    case Reading::unwrapped:
      if (byte != '\n' && byte != '\r') add_read(byte, {number, number + 1}, on_found);
      return;
    case Reading::url:
    case Reading::url_with_plus:
      return add_url(byte, number, on_found);
  }
}

void Lane::add_url(std::uint8_t byte, std::uint64_t number, const OnFound& on_found) {
  const auto digit = hex_digit(byte);
  if (!open_.empty() && !digit) give_up_escape(on_found);
  if (open_.size() == 2) {
    const auto high = hex_digit(open_.back()).value_or(0);
    open_.clear();
    const auto read = static_cast<std::uint8_t>(high * 16 + digit.value_or(0));
    return add_read(read, {open_begin_, number + 1}, on_found);
  }
  if (!open_.empty()) return open_.push_back(byte);
  if (byte == '%') {
    open_begin_ = number;
    return open_.push_back(byte);
  }
  const bool blank = byte == '+' && reading_ == Reading::url_with_plus;
  add_read(blank ? std::uint8_t{' '} : byte, {number, number + 1}, on_found);
}

void Lane::give_up_escape(const OnFound& on_found) {
  std::uint64_t number = open_begin_;
  for (const std::uint8_t byte : std::exchange(open_, {})) {
    add_read(byte, {number, number + 1}, on_found);
    ++number;
  }
}

void Lane::add_read(std::uint8_t byte, const Stretch& there, const OnFound& on_found) {
  begins_.push_back(there.begin);
  Pattern::State longest = 0;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    states_[i] = patterns_[i].next(states_[i], byte);
    longest = std::max(longest, states_[i]);
    const Pattern::State found = patterns_[i].found(states_[i]);
    if (found > 0) on_found({begins_[begins_.size() - found], there.end});
  }
  while (begins_.size() > longest) begins_.pop_front();
}

std::uint64_t Lane::undecided(std::uint64_t next) const {
  if (!begins_.empty()) return begins_.front();
  return open_.empty() ? next : open_begin_;
}

bool Lane::begins_with(std::uint8_t byte) const {
  const bool is_url = reading_ == Reading::url || reading_ == Reading::url_with_plus;
  if (is_url && (byte == '%' || byte == '+')) return !patterns_.empty();
  return std::ranges::any_of(patterns_, [&](const Pattern& p) { return p.first() == byte; });
}

}  // namespace mayfly::app
