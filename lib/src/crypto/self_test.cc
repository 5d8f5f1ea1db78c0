#include "crypto/self_test.h"

#include <botan/version.h>

#include <algorithm>
#include <numeric>

#include "crypto/kdf.h"
#include "crypto/sealed_blob.h"
#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "mayfly/process.h"

namespace mayfly::crypto {
namespace {

constexpr std::string_view kPlaintext = "a message of 2 blocks";
constexpr std::string_view kAad = "self-test";

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

void self_test(const KnownAnswers& answers) {
  SecureBytes key(kKeySize);
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  const SecureBytes blob = from_hex(answers.blob).value();
  KnownIv iv(ByteView(blob).first(kIvSize));

  BlobCipher cipher(key);
  require(cipher.seal(as_bytes(kPlaintext), Aad{as_bytes(kAad)}, iv) == blob);
  require(as_text(cipher.open(blob, Aad{as_bytes(kAad)})) == kPlaintext);
  require(hkdf_sha512(key, as_bytes("salt"), as_bytes("info"), kKeySize) ==
          from_hex(answers.derived));
}

std::string botan_version() {
  return std::to_string(Botan::version_major()) + "." + std::to_string(Botan::version_minor()) +
         "." + std::to_string(Botan::version_patch());
}

}  // namespace mayfly::crypto

void mayfly::self_test() {
  crypto::self_test();
}
