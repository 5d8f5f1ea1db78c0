#include "mayfly/debug_iv.h"

#include <algorithm>
#include <numeric>

#include "crypto/sealed_blob.h"
#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/fakes.h"
#include "support/openssl.h"

using namespace mayfly;
using mayfly::test::error_kind;
using Blocks = std::vector<std::size_t>;

namespace {

SecureBytes message_of(std::size_t size) {
  SecureBytes message(size);
  std::iota(message.begin(), message.end(), static_cast<std::uint8_t>('A'));
  return message;
}

/// The source counts, so the key is 1 to 64 and the IV 65 to 80: no byte of it is zero, and so none
/// comes out right by chance under a zero IV.
IvDemonstration demonstration(std::size_t size) {
  test::CountingRandom random;
  return demonstrate_iv(message_of(size), random);
}

const IvReading& reading(const IvDemonstration& shown, std::string_view id) {
  const auto found = std::ranges::find(shown.readings, id, &IvReading::id);
  REQUIRE(found != shown.readings.end());
  return *found;
}

auto count(const IvReading& of, ByteMark mark) {
  return std::ranges::count(of.marks, mark);
}

/// Kind and text of the refusal of a blob under the key of `shown`.
std::string refusal(const IvDemonstration& shown, SecureBytes blob) try {
  demonstrate_iv(std::move(blob), shown.key, {});
  return "accepted";
} catch (const Error& error) {
  CHECK(error.kind() == ErrorKind::authentication_failed);
  return error.what() + std::string(error.hint());
}

auto kind_for(std::size_t size) {
  return error_kind([&] { demonstration(size); });
}

}  // namespace

TEST_CASE("debug-iv shows each mistake in the blocks where it does its harm", "[debug_iv]") {
  const std::size_t size = GENERATE(1u, 15u, 16u, 17u, 80u);
  CAPTURE(size);
  const IvDemonstration shown = demonstration(size);
  const std::size_t blocks = size / 16 + 1;  // of ciphertext: PKCS#7 always adds

  // The tag is taken for the last two blocks.
  CHECK(reading(shown, "whole-blob").garbled_blocks == Blocks{1, blocks + 2, blocks + 3});
  CHECK(count(reading(shown, "whole-blob"), ByteMark::garbled) == 48);
  CHECK(reading(shown, "iv-forgotten").garbled_blocks == Blocks{1});
  CHECK(count(reading(shown, "iv-forgotten"), ByteMark::garbled) == 16);
  CHECK(reading(shown, "wrong-iv").garbled_blocks == Blocks{1});
  CHECK(reading(shown, "short-iv").garbled_blocks == Blocks{1});
  CHECK(count(reading(shown, "short-iv"), ByteMark::garbled) == 8);
  CHECK(reading(shown, "padding-left-on").garbled_blocks.empty());
  CHECK(reading(shown, "right").garbled_blocks.empty());
}

TEST_CASE("debug-iv's right way gives the message, and is the only right one", "[debug_iv]") {
  const std::size_t size = GENERATE(1u, 15u, 16u, 17u, 80u);
  CAPTURE(size);
  const IvDemonstration shown = demonstration(size);
  const IvReading& right = reading(shown, "right");
  CHECK(shown.message == message_of(size));
  CHECK(right.bytes == message_of(size));
  CHECK(right.marks == std::vector<ByteMark>(size, ByteMark::right));
  CHECK(&right == &shown.readings.back());
  CHECK(std::ranges::count(shown.readings, true, &IvReading::right) == 1);
  for (const IvReading& each : shown.readings) CHECK(each.marks.size() == each.bytes.size());
}

TEST_CASE("debug-iv marks the padding that was left on, and every byte before as right",
          "[debug_iv]") {
  const std::size_t size = GENERATE(1u, 15u, 16u, 17u, 80u);
  const std::size_t fill = 16 - size % 16;  // RFC 5652, 6.3: each byte says how many they are
  SecureBytes padded = message_of(size);
  padded.insert(padded.end(), fill, static_cast<std::uint8_t>(fill));
  std::vector<ByteMark> marks(size, ByteMark::right);
  marks.insert(marks.end(), fill, ByteMark::padding);

  const IvDemonstration shown = demonstration(size);
  CHECK(reading(shown, "padding-left-on").bytes == padded);
  CHECK(reading(shown, "padding-left-on").marks == marks);
}

TEST_CASE("debug-iv's wrong IV garbles just the bytes in which it differs", "[debug_iv]") {
  const IvDemonstration shown = demonstration(40);
  const IvReading& wrong = reading(shown, "wrong-iv");
  const ByteView last = shown.tag().last(16);
  for (std::size_t i = 0; i < 16; ++i) {
    CAPTURE(i);
    CHECK(wrong.bytes[i] == (shown.message[i] ^ shown.iv()[i] ^ last[i]));
    CHECK((wrong.marks[i] == ByteMark::right) == (shown.iv()[i] == last[i]));
  }
}

TEST_CASE("debug-iv's readings are what openssl gives for the same input and IV", "[debug_iv]") {
  if (test::openssl_is_missing()) return;
  const IvDemonstration shown = demonstration(GENERATE(1u, 15u, 16u, 17u, 80u));
  const auto openssl = [&](ByteView iv, ByteView input) {
    return to_hex(test::openssl_cbc("-d -nopad", ByteView(shown.key).last(32), iv, input));
  };
  const Bytes zero(16);
  Bytes half(shown.iv().begin(), shown.iv().begin() + 8);
  half.resize(16);
  const auto bytes = [&](const char* id) { return to_hex(reading(shown, id).bytes); };
  CHECK(bytes("whole-blob") == openssl(zero, shown.blob));
  CHECK(bytes("iv-forgotten") == openssl(zero, shown.ciphertext()));
  CHECK(bytes("wrong-iv") == openssl(shown.tag().last(16), shown.ciphertext()));
  CHECK(bytes("short-iv") == openssl(half, shown.ciphertext()));
  CHECK(bytes("padding-left-on") == openssl(shown.iv(), shown.ciphertext()));
}

TEST_CASE("debug-iv shows the same for a blob from elsewhere", "[debug_iv]") {
  const IvDemonstration first = demonstration(17);
  const IvDemonstration second = demonstrate_iv(first.blob, first.key, {});
  CHECK(second.message == first.message);
  for (std::size_t i = 0; i < first.readings.size(); ++i) {
    CHECK(second.readings.at(i).bytes == first.readings[i].bytes);
  }
}

TEST_CASE("debug-iv takes a message of 1 byte to 64 KiB, and no other", "[debug_iv]") {
  CHECK_FALSE(kind_for(1));
  CHECK_FALSE(kind_for(kMaxDemonstrationSize - 1));
  CHECK_FALSE(kind_for(kMaxDemonstrationSize));
  CHECK(kind_for(0) == ErrorKind::usage);
  CHECK(kind_for(kMaxDemonstrationSize + 1) == ErrorKind::usage);
  CHECK(kind_for(kMaxDemonstrationSize + 16) == ErrorKind::usage);
}

TEST_CASE("debug-iv refuses a key of another size than 64 bytes", "[debug_iv]") {
  const IvDemonstration shown = demonstration(17);
  for (const std::size_t size : {0u, 1u, 16u, 32u, 63u, 65u, 128u}) {
    CAPTURE(size);
    CHECK(error_kind([&] { demonstrate_iv(shown.blob, SecureBytes(size), {}); }) ==
          ErrorKind::usage);
  }
}

TEST_CASE("debug-iv refuses a tampered blob, another key and another AAD", "[debug_iv]") {
  const IvDemonstration shown = demonstration(17);
  for (std::size_t i = 0; i < shown.blob.size(); ++i) {
    SecureBytes blob = shown.blob;
    blob[i] ^= 1;
    CHECK(refusal(shown, blob) != "accepted");
  }
  CHECK(error_kind([&] { demonstrate_iv(shown.blob, SecureBytes(64), {}); }) ==
        ErrorKind::authentication_failed);
  CHECK(error_kind([&] { demonstrate_iv(shown.blob, shown.key, as_bytes("aad")); }) ==
        ErrorKind::authentication_failed);
}

TEST_CASE("debug-iv refuses a blob that was cut", "[debug_iv]") {
  const IvDemonstration shown = demonstration(17);
  for (std::size_t size = 0; size < shown.blob.size(); ++size) {
    CAPTURE(size);
    CHECK(refusal(shown, {shown.blob.begin(), shown.blob.begin() + std::ptrdiff_t(size)}) ==
          "authentication failed: altered or damaged data");
  }
}

TEST_CASE("debug-iv is no padding oracle: a wrong tag gets one answer for every padding",
          "[debug_iv]") {
  // Vaudenay's attack (2002): the last byte of the block before the last, in all its values. One or
  // two of them make the padding right.
  const IvDemonstration shown = demonstration(17);
  for (int value = 0; value < 256; ++value) {
    SecureBytes blob = shown.blob;
    blob[16 + 15] = static_cast<std::uint8_t>(value);
    blob.back() ^= 1;
    CAPTURE(value);
    CHECK(refusal(shown, blob) == "authentication failed: altered or damaged data");
  }
}
