#include "output/printable.h"

#include "support/catch.h"

using mayfly::as_bytes;
using mayfly::as_text;
using mayfly::app::printable;
using mayfly::app::printable_line;

TEST_CASE("printable keeps text and escapes what drives a terminal", "[printable]") {
  CHECK(printable_line("caf\xc3\xa9") == "caf\xc3\xa9");
  CHECK(printable_line("\x1b]52;c;aGk=\x07") == "\\x1b]52;c;aGk=\\x07");
  CHECK(printable_line("a\r\nb\tc") == "a\\x0d\\x0ab\\x09c");
  CHECK(printable_line("\xc2\x9b"
                       "31m") == "\\u009b31m");
  CHECK(printable_line("\xe2\x80\xae"
                       "abc") == "\\u202eabc");
}

TEST_CASE("printable shows bytes that are not UTF-8", "[printable]") {
  CHECK(printable_line("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable_line("\xe2\x82") == "\\xe2\\x82");
  CHECK(printable_line(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("printable leaves newlines and tabs of a message alone", "[printable]") {
  CHECK(as_text(printable(as_bytes("a\tb\nc\rd"), true)) == "a\tb\nc\\x0dd");
}
