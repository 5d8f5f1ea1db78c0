#include "crypto/self_test.h"

#include <algorithm>
#include <numeric>

#include "crypto/hkdf.h"
#include "crypto/sealed_blob.h"
#include "mayfly/encoding.h"
#include "mayfly/error.h"

namespace mayfly::crypto {
namespace {

// Answers of OpenSSL 3.0 (AES-256/CBC) and Python's hmac module, for the key 00 01 .. 3f.
constexpr std::string_view kPlaintext = "a message of 2 blocks";
constexpr std::string_view kAad = "self-test";
constexpr std::string_view kBlob =
    "1af38c2dc2b96ffdd86694092341bc040a915542ee200ac4edc6e3c4036b66b038afad69962830e72ac289e4116c"
    "8c3fa5526c581673ddb4f2401dd6ed18f022557e3cd73044b3f2d75a55edfad87e62";
constexpr std::string_view kDerived =
    "bb20175d9ba4b21f29996ab04604fa593780c555c70941473840f6d2f4adce6fdd2fa2581ebdd857f9b769906a07"
    "301d6a6ee1c1c63b289d10ff80970515ea15";

/// Hands out the IV of the known answer.
class KnownIv final : public RandomSource {
 public:
  explicit KnownIv(ByteView iv) : iv_(iv) {}
  void fill(std::span<std::uint8_t> out) override { std::ranges::copy(iv_, out.begin()); }

 private:
  ByteView iv_;
};

void require(bool holds) {
  if (holds) return;
  throw Error(ErrorKind::unexpected, "the ciphers' self-test failed",
              "the program or the processor is broken: nothing was read or written");
}

}  // namespace

void self_test() {
  SecureBytes key(kKeySize);
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  const SecureBytes blob = from_hex(kBlob).value();
  KnownIv iv(ByteView(blob).first(kIvSize));

  BlobCipher cipher(key);
  require(cipher.seal(as_bytes(kPlaintext), as_bytes(kAad), iv) == blob);
  require(as_text(cipher.open(blob, as_bytes(kAad))) == kPlaintext);
  require(hkdf_sha512(key, as_bytes("salt"), as_bytes("info"), kKeySize) == from_hex(kDerived));
}

}  // namespace mayfly::crypto
