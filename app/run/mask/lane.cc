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
  add_late(byte, number, on_found);
  const bool is_digit = hex_digit(byte).has_value();
  if (!open_.empty() && !is_digit) give_up_escape(on_found);
  if (open_.size() == 2) return end_escape(byte, number, on_found);
  if (!open_.empty()) return open_.push_back(byte);
  if (byte == '%') {
    open_begin_ = number;
    return open_.push_back(byte);
  }
  const bool blank = byte == '+' && reading_ == Reading::url_with_plus;
  add_read(blank ? std::uint8_t{' '} : byte, {number, number + 1}, on_found);
}

void Lane::add_late(std::uint8_t byte, std::uint64_t number, const OnFound& on_found) {
  for (Lane& lane : late_) lane.add_url(byte, number, on_found);
  late_.remove_if([](const Lane& lane) { return lane.begins_.empty(); });
}

void Lane::end_escape(std::uint8_t last, std::uint64_t number, const OnFound& on_found) {
  const std::uint8_t first = open_.back();
  open_.clear();
  if (!is_late_) read_late(first, last, number, on_found);
  const int read = hex_digit(first).value_or(0) * 16 + hex_digit(last).value_or(0);
  add_read(static_cast<std::uint8_t>(read), {open_begin_, number + 1}, on_found);
}

void Lane::read_late(std::uint8_t first, std::uint8_t last, std::uint64_t number,
                     const OnFound& on_found) {
  Lane& late = late_.emplace_back(reading_, patterns_);
  late.is_late_ = true;
  late.add_read(first, {number - 1, number}, on_found);
  late.add_read(last, {number, number + 1}, on_found);
  if (late.begins_.empty()) late_.pop_back();
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
  if (!open_.empty()) next = open_begin_;
  if (!begins_.empty()) next = begins_.front();
  for (const Lane& lane : late_) next = std::min(next, lane.undecided(next));
  return next;
}

bool Lane::begins_with(std::uint8_t byte) const {
  const bool is_url = reading_ == Reading::url || reading_ == Reading::url_with_plus;
  if (is_url && (byte == '%' || byte == '+')) return !patterns_.empty();
  return std::ranges::any_of(patterns_, [&](const Pattern& p) { return p.first() == byte; });
}

}  // namespace mayfly::app
