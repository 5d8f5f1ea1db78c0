#include "keys/key_text.h"

#include <algorithm>
#include <numeric>

#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using mayfly::keys::decode_key;
using mayfly::keys::encode_key;
using mayfly::test::error_kind;

namespace {

// The bytes 0 to 31: base64.b32encode(key + hashlib.sha512(key).digest()[:3]) of Python.
const std::string kPrefix = "mayfly-key-1";
const std::string kDigits = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPT3FHO";
const std::string kLine =
    "mayfly-key-1-AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT-CQKR-MFYY-DENB-WHA5-DYPT-3FHO\n";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";  // RFC 4648, 6

SecureBytes counted_key() {
  SecureBytes key(keys::kFileKeySize);
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  return key;
}

bool holds_key(const std::string& text) {
  return decode_key(as_bytes(text)) == counted_key();
}

bool is_refused(const std::string& text) {
  return error_kind([&] { decode_key(as_bytes(text)); }) == ErrorKind::wrong_key;
}

std::string replaced(std::string text, char from, char to) {
  std::ranges::replace(text, from, to);
  return text;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

TEST_CASE("a key file of a newer format is told as such", "[key_text]") {
  try {
    decode_key(as_bytes("mayfly-key-2-AAAA"));
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::wrong_key);
    CHECK(std::string(error.what()) == "the key file is of a newer format");
  }
}

TEST_CASE("a key is written as Python's base32 and SHA-512 write it", "[key_text]") {
  CHECK(as_text(encode_key(counted_key())) == kLine);
  CHECK(holds_key(kLine));
}

TEST_CASE("keys of any bytes come back from their text", "[key_text]") {
  for (int byte = 0; byte < 256; ++byte) {
    const SecureBytes key(keys::kFileKeySize, static_cast<std::uint8_t>(byte));
    CHECK(decode_key(encode_key(key)) == key);
  }
}

TEST_CASE("comments, blanks, dashes, case and line ends do not matter", "[key_text]") {
  CHECK(holds_key("# a comment\n" + kLine));
  CHECK(holds_key("#\n# mayfly-key-1-AAAA\n\n" + kLine + "# behind, without a line's end"));
  CHECK(holds_key("# DOS\r\n" + replaced(kLine, '\n', '\r') + "\n"));
  CHECK(holds_key(kPrefix + kDigits));
  CHECK(holds_key(replaced(kLine, '-', ' ')));
  CHECK(holds_key(replaced(kLine, '-', '\n')));
  CHECK(holds_key("\t" + replaced(kLine, '-', '\t')));
  CHECK(holds_key(lower(kLine)));
  CHECK(holds_key("MAYFLY-KEY-1-" + lower(kDigits)));
}

TEST_CASE("a byte order mark of UTF-8 does not matter, UTF-16 is told", "[key_text]") {
  const std::string mark = "\xef\xbb\xbf";
  CHECK(holds_key(mark + kLine));
  CHECK(holds_key(mark + "# of Windows\r\n" + kLine));
  CHECK(is_refused(mark + mark + kLine));
  std::string utf16 = "\xff\xfe";
  for (const char c : kLine) utf16 += std::string{c, '\0'};
  for (const std::string& text : {utf16, utf16.substr(2)}) {
    try {
      decode_key(as_bytes(text));
      FAIL("it was taken");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::wrong_key);
      CHECK(std::string(error.what()).starts_with("the key file is text in UTF-16"));
    }
  }
}

TEST_CASE("0, 1 and 8 are taken for O, I and B", "[key_text]") {
  CHECK(holds_key(kPrefix + replaced(kDigits, 'O', '0')));
  CHECK(holds_key(kPrefix + replaced(kDigits, 'I', '1')));
  CHECK(holds_key(kPrefix + replaced(kDigits, 'B', '8')));
}

TEST_CASE("a key with any one letter mistyped is refused", "[key_text]") {
  REQUIRE(kDigits.size() == 56);
  int tried = 0;
  for (std::size_t at = 0; at < kDigits.size(); ++at) {
    for (const char letter : kAlphabet) {
      if (letter == kDigits[at]) continue;
      std::string digits = kDigits;
      digits[at] = letter;
      CAPTURE(digits);
      CHECK(is_refused(kPrefix + digits));
      ++tried;
    }
  }
  CHECK(tried == 56 * 31);
}

TEST_CASE("a key with two unlike neighbours exchanged is refused", "[key_text]") {
  for (std::size_t at = 1; at < kDigits.size(); ++at) {
    std::string digits = kDigits;
    std::swap(digits[at - 1], digits[at]);
    CAPTURE(digits);
    CHECK(is_refused(kPrefix + digits) == (digits != kDigits));
  }
}

TEST_CASE("a key that is too short or too long is refused", "[key_text]") {
  for (std::size_t size = 0; size < kDigits.size(); ++size) {
    CAPTURE(size);
    CHECK(is_refused(kPrefix + kDigits.substr(0, size)));
    CHECK(is_refused(kPrefix + kDigits + kDigits.substr(0, size + 1)));
  }
  CHECK(is_refused(kLine + kLine));
  CHECK(is_refused(kPrefix + kDigits + "======"));
}

TEST_CASE("a text that does not begin as a key does is refused", "[key_text]") {
  const auto text =
      GENERATE(as<std::string>(), "", "\n", "#", "# " + kLine, kDigits, kPrefix,
               "mayfly-key-2-" + kDigits, "mayfly-key-" + kDigits, "ayfly-key-1" + kDigits,
               "x" + kLine, "x\xef\xbb\xbf" + kLine, "AGE-SECRET-KEY-1" + kDigits);
  CAPTURE(text);
  CHECK(is_refused(text));
}

TEST_CASE("a text with bytes that no key has is refused", "[key_text]") {
  const std::string bytes("9!=#*.,_\0\x7f\xc3\xff", 12);
  for (const char byte : bytes) {
    for (const std::size_t at : {0u, 1u, 28u, 55u}) {
      std::string digits = kDigits;
      digits[at] = byte;
      CAPTURE(digits);
      CHECK(is_refused(kPrefix + digits));
    }
  }
}

TEST_CASE("no error quotes the key", "[key_text]") {
  try {
    decode_key(as_bytes(kPrefix + "B" + kDigits.substr(1)));
    FAIL("accepted");
  } catch (const Error& error) {
    const std::string said = error.what() + std::string(error.hint());
    CHECK(said.find(kDigits.substr(1, 4)) == std::string::npos);
    CHECK(said == "the key file is damaged: its checksum does not matchrestore it from a copy");
  }
}
