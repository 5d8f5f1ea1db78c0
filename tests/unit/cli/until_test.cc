#include "cli/until.h"

#include <cstdlib>
#include <optional>

#include "mayfly/error.h"
#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using namespace std::chrono_literals;
using app::parse_until;
using app::Shown;
using app::Until;

namespace {

/// The zone of the process, for as long as this lives; a rule of POSIX, which needs no files.
class Zone {
 public:
  explicit Zone(const char* rule) {
    if (const char* value = std::getenv("TZ")) before_ = value;
    ::setenv("TZ", rule, 1);
    ::tzset();
  }
  ~Zone() {
    before_ ? ::setenv("TZ", before_->c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::optional<std::string> before_;
};

constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";
constexpr const char* kNewYork = "EST5EDT,M3.2.0,M11.1.0";

/// A time in UTC.
Instant utc(int year, unsigned month, unsigned day, std::chrono::milliseconds time = 0ms) {
  using namespace std::chrono;
  return sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} +
         time;
}

Until until(const std::string& word, Instant now) {
  return parse_until("--until", word, now);
}

std::string error_of(const std::string& word, Instant now) {
  try {
    until(word, now);
    return "";
  } catch (const Error& error) {
    REQUIRE(error.kind() == ErrorKind::usage);
    return error.what();
  }
}

}  // namespace

TEST_CASE("a time of the day is today's, by the zone of the process", "[until]") {
  const Zone berlin(kBerlin);
  const Instant now = utc(2026, 11, 24, 6h);  // 7:00
  CHECK(until("18:00", now).at == utc(2026, 11, 24, 17h));
  CHECK(until("7:01", now).at == utc(2026, 11, 24, 6h + 1min));
  CHECK(until("07:00:01", now).at == utc(2026, 11, 24, 6h + 1s));
  CHECK(error_of("07:00", now) == "--until: 07:00 is past today");
  CHECK(error_of("6:59:30", now) == "--until: 06:59:30 is past today");
  // Today begins with the local day, and not with UTC's.
  CHECK(until("1:00", utc(2026, 11, 24, 23h + 30min)).at == utc(2026, 11, 25, 0h));
}

TEST_CASE("a day alone is its beginning", "[until]") {
  const Zone new_york(kNewYork);
  const Instant now = utc(2026, 11, 24, 6h);  // 1:00
  CHECK(until("tomorrow", now).at == utc(2026, 11, 25, 5h));
  CHECK(until("tomorrow 18:00", now).at == utc(2026, 11, 25, 23h));
  CHECK(until("2026-12-24", now).at == utc(2026, 12, 24, 5h));
  CHECK(until("2026-12-24 18:00", now).at == utc(2026, 12, 24, 23h));
  CHECK(until("2026-12-24T18:00:30", now).at == utc(2026, 12, 24, 23h + 30s));
  CHECK(until("2027-07-01 12:00", now).at == utc(2027, 7, 1, 16h));  // summer
}

TEST_CASE("a time with its zone does not depend on the process's", "[until]") {
  const Zone berlin(kBerlin);
  const Instant now = utc(2026, 11, 24, 6h);
  CHECK(until("2026-12-24T18:00:00Z", now).at == utc(2026, 12, 24, 18h));
  CHECK(until("2026-12-24t18:00:00z", now).at == utc(2026, 12, 24, 18h));
  CHECK(until("2026-12-24 18:00:00+05:30", now).at == utc(2026, 12, 24, 12h + 30min));
  CHECK(until("2026-12-24T18:00:00.999-08:00", now).at == utc(2026, 12, 25, 2h));
  CHECK(until("2026-10-25T02:30:00Z", utc(2026, 10, 24)).shown == Shown::once);
}

TEST_CASE("of a time that the clocks show twice, the first to come is taken", "[until]") {
  const Zone berlin(kBerlin);  // at 3:00 of October 25th it is 2:00 again
  const Until first = until("2026-10-25 02:30", utc(2026, 10, 24));
  CHECK(first.at == utc(2026, 10, 25, 30min));
  CHECK(first.shown == Shown::twice);
  CHECK_FALSE(first.is_last);
  CHECK(first.text == "2026-10-25 02:30");
  const Until second = until("2:30", utc(2026, 10, 25, 45min));
  CHECK(second.at == utc(2026, 10, 25, 1h + 30min));
  CHECK(second.shown == Shown::twice);
  CHECK(second.is_last);
  for (const char* once : {"2026-10-25 01:59:59", "2026-10-25 03:00"})
    CHECK(until(once, utc(2026, 10, 24)).shown == Shown::once);
  CHECK(until("2026-10-25 02:00", utc(2026, 10, 24)).shown == Shown::twice);
}

TEST_CASE("of a time that the clocks skip, the moment at which they do is taken", "[until]") {
  const Zone berlin(kBerlin);  // at 2:00 of March 29th it is 3:00
  const Until skipped = until("2026-03-29 02:30", utc(2026, 3, 28));
  CHECK(skipped.at == utc(2026, 3, 29, 1h));
  CHECK(skipped.shown == Shown::never);
  CHECK(until("2026-03-29 02:00", utc(2026, 3, 28)).shown == Shown::never);
  CHECK(until("2026-03-29 03:00", utc(2026, 3, 28)).at == utc(2026, 3, 29, 1h));
  CHECK(until("2026-03-29 01:59", utc(2026, 3, 28)).at == utc(2026, 3, 29, 59min));
}

TEST_CASE("a time that is past or more than 366 days away is refused", "[until]") {
  const Zone utc_zone("UTC0");
  const Instant now = utc(2026, 11, 24, 6h + 500ms);
  for (const char* past : {"2026-11-24", "2026-11-24 06:00", "1970-01-01", "2026-11-24T06:00:01Z",
                           "2026-11-24T07:00:00+01:00"})
    CHECK(error_of(past, now).find("is past") != std::string::npos);
  CHECK(until("2027-11-25 06:00", now).at == utc(2027, 11, 25, 6h));
  CHECK(error_of("2027-11-25 06:00:02", now).find("366 days") != std::string::npos);
  CHECK(error_of("9999-12-31", now).find("366 days") != std::string::npos);
}

TEST_CASE("what is no time is refused, and not repeated", "[until]") {
  const auto word =
      GENERATE("", " ", "18", "1800", "24:00", "18:60", "18:00:60", "18:0", "18:00 ", " 18:00",
               "18:00Z", "6pm", "noon", "today", "Tomorrow", "tomorrow18:00", "tomorrow  18:00",
               "tomorrowT18:00", "2026-02-29", "2026-13-01", "2026-1-1", "26-12-24", "24.12.2026",
               "12/24/2026", "2026-12-24T", "2026-12-24 ", "2026-12-24T18", "2026-12-24T18:00+1:00",
               "2026-12-24T18:00:00.", "2026-12-24T18:00:00Zx", "2026-12-24T18:00:00+24:00",
               "2026-12-24Z", "+1h", "10m", "-18:00", "18:00:00.5x", "99999-01-01");
  CAPTURE(word);
  CHECK(error_of(word, utc(2026, 11, 24)) == "--until: not a time");
}
