#include "mayfly/text.h"

#include "support/catch.h"

using mayfly::as_bytes;
using mayfly::has_control;
using mayfly::is_utf8;

TEST_CASE("is_utf8 takes well-formed text only", "[text]") {
  CHECK(is_utf8(as_bytes("")));
  CHECK(is_utf8(as_bytes("plain")));
  CHECK(is_utf8(as_bytes("\xc3\xa9\xe2\x82\xac\xf0\x9f\xa6\x9f")));
  const auto bad =
      GENERATE("\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80");
  CAPTURE(bad);
  CHECK_FALSE(is_utf8(as_bytes(bad)));
}

TEST_CASE("has_control finds what could drive a terminal or hide text", "[text]") {
  CHECK_FALSE(has_control("james"));
  CHECK_FALSE(has_control("Jos\xc3\xa9 \xe2\x82\xac"));
  const auto text =
      GENERATE("a\nb", "\x1b[31m", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6");
  CAPTURE(text);
  CHECK(has_control(text));
}
