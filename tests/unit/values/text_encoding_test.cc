#include "mayfly/text_encoding.h"

#include "support/catch.h"

using namespace mayfly;

namespace {

/// ASCII, as UTF-16 without a mark.
std::string as_utf16(const std::string& ascii, bool big_endian) {
  std::string text;
  for (const char c : ascii) text += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return text;
}

std::string name_of(const std::string& text) {
  return std::string(utf16_name(as_bytes(text)).value_or("none"));
}

}  // namespace

TEST_CASE("text in UTF-16 is told by its mark or by its NULs", "[text_encoding]") {
  CHECK(name_of("\xff\xfe" + as_utf16("open", false)) == "UTF-16");
  CHECK(name_of("\xfe\xff" + as_utf16("open", true)) == "UTF-16");
  CHECK(name_of(as_utf16("open sesame\r\n", false)) == "UTF-16LE");
  CHECK(name_of(as_utf16("open sesame\r\n", true)) == "UTF-16BE");
  // Cut off within a letter, and one with a letter beyond Latin-1.
  CHECK(name_of(as_utf16("open", false) + "s") == "UTF-16LE");
  CHECK(name_of(as_utf16("open", false) + "\xb1\x03") == "UTF-16LE");
  CHECK(name_of("\x03\xb1" + as_utf16("open", true)) == "UTF-16BE");
}

TEST_CASE("what is not text in UTF-16 is not taken for it", "[text_encoding]") {
  for (const std::string& text :
       {std::string(), std::string("open sesame"), std::string("open\0sesame", 11),
        std::string("\0", 1), std::string("a\0", 2), std::string("a\0\0b", 4), std::string("\xff")})
    CHECK(name_of(text) == "none");
}

TEST_CASE("the byte order mark of UTF-8 is three bytes at the beginning", "[text_encoding]") {
  CHECK(begins_with_mark(as_bytes("\xef\xbb\xbfopen")));
  CHECK_FALSE(begins_with_mark(as_bytes("open\xef\xbb\xbf")));
  CHECK_FALSE(begins_with_mark(as_bytes("\xef\xbb")));
}

TEST_CASE("a passphrase beyond ASCII may be one of two that look the same", "[text_encoding]") {
  CHECK(lookalike_hint(as_bytes("open sesame")).empty());
  CHECK(lookalike_hint(as_bytes("")).empty());
  for (const char* text : {"\xc3\xa9", "e\xcc\x81", "caf\xe9"})
    CHECK(lookalike_hint(as_bytes(text)).ends_with("has different bytes in NFC and NFD; "));
}

TEST_CASE("an error of encoding says how to convert the text", "[text_encoding]") {
  try {
    require_no_utf16(as_bytes(as_utf16("open", true)), ErrorKind::usage, "the passphrase");
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()) == "the passphrase is text in UTF-16BE, as Windows writes it");
    CHECK(error.hint() == "make it UTF-8: iconv -f UTF-16BE -t UTF-8");
  }
}
