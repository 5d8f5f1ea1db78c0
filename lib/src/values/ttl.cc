#include "mayfly/ttl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "mayfly/error.h"

namespace mayfly {
namespace {

struct Unit {
  char letter;
  std::int64_t seconds;
  std::array<std::string_view, 3> other_names;
};

/// The largest first. No abbreviation of months or years: `mo` and `m` would be a slip apart.
constexpr std::array<Unit, 5> kUnits{{{'w', 604800, {"week", "weeks"}},
                                      {'d', 86400, {"day", "days"}},
                                      {'h', 3600, {"hour", "hours"}},
                                      {'m', 60, {"min", "minute", "minutes"}},
                                      {'s', 1, {"sec", "second", "seconds"}}}};

bool is_name_of(const Unit& unit, std::string_view word) {
  return word == std::string_view(&unit.letter, 1) ||
         std::ranges::count(unit.other_names, word) > 0;
}

/// The text is not repeated: it may be a secret that was meant for another place.
[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorKind::usage, why,
              "write it like 90s, 10m, 1h30m, 1.5h, 2d or 1w: from 1 second to 366 days");
}

std::size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

/// Takes the digits off the front of `rest`. More than nine cannot be in range with any unit.
std::int64_t take_number(std::string_view& rest) {
  const std::size_t digits = count_digits(rest);
  if (digits == 0) refuse("not a duration");
  if (digits > 9) refuse("out of range");
  std::int64_t number = 0;
  std::from_chars(rest.data(), rest.data() + digits, number);
  rest.remove_prefix(digits);
  return number;
}

/// Takes the unit off the front of `rest`: its seconds. `next` is the largest that may still come.
std::int64_t take_unit(std::string_view& rest, std::size_t& next) {
  const auto word = rest.substr(0, rest.find_first_of("0123456789"));
  if (word.empty()) refuse("not a duration");
  while (next < kUnits.size()) {
    const Unit& unit = kUnits.at(next++);
    if (!is_name_of(unit, word)) continue;
    rest.remove_prefix(word.size());
    return unit.seconds;
  }
  refuse("not a duration");
}

/// The seconds of `.5h` after `whole` hours.
std::int64_t take_fraction(std::string_view rest, std::int64_t whole) {
  rest.remove_prefix(1);
  std::int64_t scale = 1;
  for (std::size_t digits = count_digits(rest); digits > 0; --digits) scale *= 10;
  const std::int64_t fraction = take_number(rest);
  std::size_t next = 0;
  const std::int64_t unit = take_unit(rest, next);
  if (!rest.empty()) refuse("not a duration");  // 1.5h30m: whoever writes that means something else
  if (fraction * unit % scale != 0) refuse("not a whole number of seconds");
  return whole * unit + fraction * unit / scale;
}

std::int64_t seconds_of(std::string_view rest) {
  const std::int64_t first = take_number(rest);
  if (rest.empty()) return first;
  if (rest.front() == '.') return take_fraction(rest, first);
  std::size_t next = 0;
  std::int64_t total = first * take_unit(rest, next);
  while (!rest.empty()) {
    const std::int64_t number = take_number(rest);
    total += number * take_unit(rest, next);
  }
  return total;
}

}  // namespace

std::chrono::seconds parse_ttl(std::string_view text) {
  if (text.empty()) refuse("empty");
  const std::chrono::seconds ttl{seconds_of(text)};
  if (ttl < kMinTtl || ttl > kMaxTtl) refuse("out of range");
  return ttl;
}

std::chrono::seconds ttl_until(Instant until, Instant now) {
  // Compared as they are: a difference of any two times could overflow.
  if (until < now + kMinTtl)
    throw Error(ErrorKind::usage, "that time is past, or less than a second away");
  if (until >= now + kMaxTtl + std::chrono::seconds{1})
    throw Error(ErrorKind::usage, "that time is more than 366 days away");
  return std::chrono::floor<std::chrono::seconds>(until - now);
}

std::string format_duration(std::chrono::milliseconds duration) {
  constexpr std::int64_t kYear = 31'536'000;
  std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
  // No ttl is that long, but a clock that is wrong can be.
  if (seconds >= 2 * kYear) return std::to_string(seconds / kYear) + "y";
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = seconds / unit.seconds;
    if (count <= 0 && parts == 0) continue;
    if (parts++ == 2) break;
    if (count == 0) break;
    if (!text.empty()) text += ' ';
    text += std::to_string(count);
    text += unit.letter;
    seconds %= unit.seconds;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace mayfly
