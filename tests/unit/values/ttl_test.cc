#include "mayfly/ttl.h"

#include "support/catch.h"
#include "support/errors.h"

using namespace std::chrono_literals;
using mayfly::ErrorKind;
using mayfly::format_duration;
using mayfly::parse_ttl;
using mayfly::test::error_kind;

TEST_CASE("parse_ttl reads whole seconds and units", "[ttl]") {
  CHECK(parse_ttl("1") == 1s);
  CHECK(parse_ttl("90") == 90s);
  CHECK(parse_ttl("90s") == 90s);
  CHECK(parse_ttl("10m") == 10min);
  CHECK(parse_ttl("1h30m") == 90min);
  CHECK(parse_ttl("2d") == 48h);
  CHECK(parse_ttl("1w") == 168h);
  CHECK(parse_ttl("1w1d1h1m1s") == 694861s);
  CHECK(parse_ttl("366d") == 366 * 24h);
  CHECK(parse_ttl("010m") == 10min);
}

TEST_CASE("parse_ttl reads the names of units, and nothing that means two things", "[ttl]") {
  CHECK(parse_ttl("5min") == 5min);
  CHECK(parse_ttl("1minute") == 1min);
  CHECK(parse_ttl("2hours") == 2h);
  CHECK(parse_ttl("1week2days3hours4minutes5seconds") == 7 * 24h + 51h + 4min + 5s);
  CHECK(parse_ttl("1h30min") == 90min);
  const auto text = GENERATE("1mo", "1month", "1M", "1y", "1ms", "5mins", "1H", "2hour s", "1dd");
  CAPTURE(text);
  CHECK(error_kind([&] { parse_ttl(text); }) == ErrorKind::usage);
}

TEST_CASE("parse_ttl reads a fraction of one unit, if whole seconds come of it", "[ttl]") {
  CHECK(parse_ttl("1.5h") == 90min);
  CHECK(parse_ttl("0.5d") == 12h);
  CHECK(parse_ttl("2.25min") == 135s);
  CHECK(parse_ttl("1.500hours") == 90min);
  CHECK(parse_ttl("3.0s") == 3s);
  const auto text = GENERATE("1.5", "1.5s", "1,5h", "1.h", ".5h", "1.5h30m", "1h1.5m", "1..5h",
                             "1.5.5h", "1.3333h", "0.0s", "366.5d", "1.0000000000h");
  CAPTURE(text);
  CHECK(error_kind([&] { parse_ttl(text); }) == ErrorKind::usage);
}

TEST_CASE("ttl_until never gives more than was asked for", "[ttl]") {
  using mayfly::from_unix_ms;
  using mayfly::ttl_until;
  const auto now = from_unix_ms(1'000'500);
  CHECK(ttl_until(from_unix_ms(1'001'500), now) == 1s);
  CHECK(ttl_until(from_unix_ms(1'002'499), now) == 1s);
  CHECK(ttl_until(now + 366 * 24h + 999ms, now) == 366 * 24h);
  for (const auto until : {now, now - 1ms, now + 999ms, now + 366 * 24h + 1s,
                           mayfly::Instant::max() - 1h, mayfly::Instant::min() + 1h})
    CHECK(error_kind([&] { ttl_until(until, now); }) == ErrorKind::usage);
}

TEST_CASE("parse_ttl refuses what is no duration", "[ttl]") {
  const auto text =
      GENERATE("", " ", "x", "m", "10x", "1e3", "-1", "+1", "-5m", "1h-5m", "1h ", " 1h", "1h 30m",
               "1m1h", "1h1h", "10M", "1h30", "1w30", "1d5", "ten", "0x10", "1h30mm");
  CAPTURE(text);
  CHECK(error_kind([&] { parse_ttl(text); }) == ErrorKind::usage);
}

TEST_CASE("parse_ttl refuses what is out of range, and clamps nothing", "[ttl]") {
  const auto text = GENERATE("0", "0s", "0h0m", "367d", "366d1s", "9999w", "31622401",
                             "99999999999999999999", "999999999w", "4294967297s");
  CAPTURE(text);
  CHECK(error_kind([&] { parse_ttl(text); }) == ErrorKind::usage);
}

TEST_CASE("format_duration shows the two largest units", "[ttl]") {
  CHECK(format_duration(0ms) == "0s");
  CHECK(format_duration(999ms) == "0s");
  CHECK(format_duration(-5s) == "0s");
  CHECK(format_duration(9min + 58s) == "9m 58s");
  CHECK(format_duration(10min) == "10m");
  CHECK(format_duration(1h + 5s) == "1h");
  CHECK(format_duration(26h + 61s) == "1d 2h");
  CHECK(format_duration(366 * 24h) == "52w 2d");
  CHECK(format_duration(2 * 365 * 24h - 1s) == "104w 1d");
  CHECK(format_duration(2 * 365 * 24h) == "2y");
  CHECK(format_duration(3652 * 24h) == "10y");
}
