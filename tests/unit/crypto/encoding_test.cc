#include "mayfly/encoding.h"

#include <numeric>

#include "support/catch.h"

using namespace mayfly;

namespace {

std::string base64(std::string_view text) {
  return std::string(as_text(to_base64(as_bytes(text))));
}

std::string decoded(const std::optional<SecureBytes>& bytes) {
  return bytes ? std::string(as_text(*bytes)) : "nothing";
}

SecureBytes every_byte() {
  SecureBytes bytes(256);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

}  // namespace

TEST_CASE("base64 gives and takes the vectors of RFC 4648, 10", "[encoding]") {
  const auto [plain, encoded] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  }));
  CHECK(base64(plain) == encoded);
  CHECK(decoded(from_base64(encoded)) == plain);
}

TEST_CASE("base64 uses + and /, and brings every byte back", "[encoding]") {
  CHECK(base64("\xfb\xff\xfe") == "+//+");
  CHECK(from_base64(as_text(to_base64(every_byte()))) == every_byte());
}

TEST_CASE("base64 refuses letters that are not its own", "[encoding]") {
  const auto text =
      GENERATE("Zm-_", "Zm9v!", "Zm9\xff", "#m9v", "Zm9v\x01", "Zg==Zg==", "Zm9v=", "=", "====");
  CAPTURE(text);
  CHECK(decoded(from_base64(text)) == "nothing");
  CHECK(decoded(from_base64(std::string_view("Zm9v\0m9v", 8))) == "nothing");
}

TEST_CASE("base64 refuses padding out of place, and a last group of one letter", "[encoding]") {
  const auto text = GENERATE("Z", "Z===", "A===", "=Zg=", "Zm==9v", "Zm9vZ");
  CAPTURE(text);
  CHECK(decoded(from_base64(text)) == "nothing");
}

TEST_CASE("hex gives and takes the vectors of RFC 4648, 10", "[encoding]") {
  CHECK(to_hex({}).empty());
  CHECK(to_hex(as_bytes("foobar")) == "666f6f626172");
  CHECK(decoded(from_hex("666f6f626172")) == "foobar");
  CHECK(decoded(from_hex("666F6F")) == "foo");
  CHECK(decoded(from_hex("")).empty());
  CHECK(from_hex(to_hex(every_byte())) == every_byte());
}

TEST_CASE("hex refuses what is none", "[encoding]") {
  const auto text = GENERATE("6", "666", "6g", "0x66", "66 6f", "66 f", "66\n", " 66", "66\n\n",
                             "\xff\xff", "6-", "==");
  CAPTURE(text);
  CHECK(decoded(from_hex(text)) == "nothing");
  CHECK(decoded(from_hex(std::string_view("66\0\0", 4))) == "nothing");
}
