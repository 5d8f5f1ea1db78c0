#include "cli/until.h"

#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

#include "mayfly/error.h"
#include "mayfly/ttl.h"

namespace mayfly::app {
namespace {

using namespace std::chrono;

constexpr std::string_view kTomorrow = "tomorrow";
constexpr const char* kForms =
    "write it like 18:00, 'tomorrow 9:00', 2026-12-24, '2026-12-24 18:00' or "
    "2026-12-24T18:00:00+01:00";

/// What is left of a word that is read from front to back.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// A number of at least and at most so many digits; of more than these, the first.
  std::optional<int> number(std::size_t least, std::size_t most) {
    const std::size_t digits =
        std::min(std::min(rest_.find_first_not_of("0123456789"), rest_.size()), most);
    if (digits < least) return std::nullopt;
    int number = 0;
    std::from_chars(rest_.data(), rest_.data() + digits, number);
    rest_.remove_prefix(digits);
    return number;
  }
  bool skip_digits() {
    const auto digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(digits);
    return digits > 0;
  }

 private:
  std::string_view rest_;
};

/// What a word says, before anybody asks what it means here and now.
struct Written {
  std::optional<local_days> day;  ///< nothing: today
  bool tomorrow = false;
  seconds time{0};              ///< since midnight
  std::optional<seconds> zone;  ///< ahead of UTC
};

std::optional<local_days> take_day(Scanner& scanner) {
  Scanner ahead = scanner;
  const auto year = ahead.number(4, 4);
  if (!year || !ahead.take("-")) return std::nullopt;
  const auto month = ahead.number(2, 2);
  if (!month || !ahead.take("-")) return std::nullopt;
  const auto day = ahead.number(2, 2);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year},
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  scanner = ahead;
  return local_days{date};
}

/// H:MM, HH:MM or HH:MM:SS, with a fraction, which is dropped: nothing lives longer than was asked.
std::optional<seconds> take_time(Scanner& scanner) {
  const auto hour = scanner.number(1, 2);
  if (!hour || *hour > 23 || !scanner.take(":")) return std::nullopt;
  const auto minute = scanner.number(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const seconds time = hours{*hour} + minutes{*minute};
  if (!scanner.take(":")) return time;
  const auto second = scanner.number(2, 2);
  if (!second || *second > 59) return std::nullopt;
  if (scanner.take(".") && !scanner.skip_digits()) return std::nullopt;
  return time + seconds{*second};
}

/// Z, or +01:00.
std::optional<seconds> take_zone(Scanner& scanner) {
  if (scanner.take("Z") || scanner.take("z")) return seconds{0};
  const bool behind = scanner.take("-");
  if (!behind && !scanner.take("+")) return std::nullopt;
  const auto hour = scanner.number(2, 2);
  if (!hour || *hour > 23 || !scanner.take(":")) return std::nullopt;
  const auto minute = scanner.number(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const seconds ahead = hours{*hour} + minutes{*minute};
  return behind ? -ahead : ahead;
}

/// Nothing if it is no time.
std::optional<Written> read(std::string_view word) {
  Scanner scanner(word);
  Written written;
  written.day = take_day(scanner);
  written.tomorrow = !written.day && scanner.take(kTomorrow);
  if (written.day || written.tomorrow) {
    if (scanner.at_end()) return written;
    if (!scanner.take(" ") && !(written.day && (scanner.take("T") || scanner.take("t"))))
      return std::nullopt;
  }
  const auto time = take_time(scanner);
  if (!time) return std::nullopt;
  written.time = *time;
  if (written.day) written.zone = take_zone(scanner);
  return scanner.at_end() ? std::optional(written) : std::nullopt;
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// "18:00", or "18:00:05".
std::string as_text(seconds time) {
  const hh_mm_ss parts(time);
  std::string text = two_digits(parts.hours().count()) + ":" + two_digits(parts.minutes().count());
  if (parts.seconds().count() != 0) text += ":" + two_digits(parts.seconds().count());
  return text;
}

std::string as_text(local_days day) {
  const year_month_day date(day);
  return std::to_string(static_cast<int>(date.year())) + "-" +
         two_digits(static_cast<unsigned>(date.month())) + "-" +
         two_digits(static_cast<unsigned>(date.day()));
}

Until meant(const Written& written, Instant now) {
  if (written.zone)
    return {sys_seconds{(*written.day + written.time).time_since_epoch()} - *written.zone};
  const auto today = floor<days>(local_time(floor<seconds>(now)));
  const local_days day = written.day.value_or(written.tomorrow ? today + days{1} : today);
  const LocalMoments moments = moments_of(day + written.time);
  const bool is_last = moments.shown == Shown::twice && moments.first <= now;
  return {is_last ? moments.last : moments.first, moments.shown, is_last,
          as_text(day) + " " + as_text(written.time)};
}

}  // namespace

Until parse_until(const std::string& place, const std::string& word, Instant now) {
  const auto written = read(word);
  if (!written) throw Error(ErrorKind::usage, place + ": not a time", kForms);
  Until until = meant(*written, now);
  const bool is_today = !written->day && !written->tomorrow;
  if (is_today && until.at <= now) {
    const std::string time = as_text(written->time);
    throw Error(ErrorKind::usage, place + ": " + time + " is past today",
                "'tomorrow " + time + "' is the next one");
  }
  try {
    ttl_until(until.at, now);
  } catch (const Error& error) {
    throw Error(error.kind(), place + ": " + error.what());
  }
  return until;
}

}  // namespace mayfly::app
