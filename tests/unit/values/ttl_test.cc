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

TEST_CASE("parse_ttl refuses what is no duration", "[ttl]") {
  const auto text =
      GENERATE("", " ", "x", "m", "10x", "1e3", "-1", "+1", "-5m", "1.5h", "1h-5m", "1h ", " 1h",
               "1h 30m", "1m1h", "1h1h", "10M", "1h30", "ten", "0x10", "1h30mm");
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
