#include "mayfly/ttl.h"

#include <array>
#include <charconv>

#include "mayfly/error.h"

namespace mayfly {
namespace {

struct Unit {
  char letter;
  std::int64_t seconds;
};

constexpr std::array<Unit, 5> kUnits{
    {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};

/// The text is not repeated: it may be a secret that was meant for another place.
[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorKind::usage, why,
              "write it like 90s, 10m, 1h30m, 2d or 1w: from 1 second to 366 days");
}

/// Takes the digits off the front of `rest`. More than nine cannot be in range with any unit.
std::int64_t take_number(std::string_view& rest) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto digits = static_cast<std::size_t>(end - rest.data());
  if (error == std::errc::result_out_of_range || digits > 9) refuse("out of range");
  if (error != std::errc{} || rest.front() == '-') refuse("not a duration");
  rest.remove_prefix(digits);
  return number;
}

/// Takes the unit off the front of `rest`: its seconds. `next` is the largest that may still come.
std::int64_t take_unit(std::string_view& rest, std::size_t& next) {
  while (!rest.empty() && next < kUnits.size()) {
    const Unit& unit = kUnits[next++];
    if (unit.letter != rest.front()) continue;
    rest.remove_prefix(1);
    return unit.seconds;
  }
  refuse("not a duration");
}

}  // namespace

std::chrono::seconds parse_ttl(std::string_view text) {
  if (text.empty()) refuse("empty");
  std::string_view rest = text;
  std::int64_t total = take_number(rest);
  if (!rest.empty()) {
    std::size_t next = 0;
    total *= take_unit(rest, next);
    while (!rest.empty()) {
      const std::int64_t number = take_number(rest);
      total += number * take_unit(rest, next);
    }
  }
  const std::chrono::seconds ttl{total};
  if (ttl < kMinTtl || ttl > kMaxTtl) refuse("out of range");
  return ttl;
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
