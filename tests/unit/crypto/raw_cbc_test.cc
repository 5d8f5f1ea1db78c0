#include "crypto/raw_cbc.h"

#include "mayfly/encoding.h"
#include "support/catch.h"

using namespace mayfly;
using mayfly::crypto::decrypt_cbc_unauthenticated;

namespace {

// NIST SP 800-38A, F.2.6 (CBC-AES256.Decrypt).
const SecureBytes kKey =
    from_hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4").value();
const SecureBytes kIv = from_hex("000102030405060708090a0b0c0d0e0f").value();
const SecureBytes kCiphertext =
    from_hex(
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
        "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b")
        .value();
const std::string kPlaintext =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

}  // namespace

TEST_CASE("raw CBC gives the answer of SP 800-38A, F.2.6, and leaves the end as it is",
          "[raw_cbc]") {
  CHECK(to_hex(decrypt_cbc_unauthenticated(kKey, kIv, kCiphertext)) == kPlaintext);
}

TEST_CASE("raw CBC drops what is behind the last whole block", "[raw_cbc]") {
  for (std::size_t size = 0; size <= kCiphertext.size(); ++size) {
    CAPTURE(size);
    const ByteView cut = ByteView(kCiphertext).first(size);
    CHECK(to_hex(decrypt_cbc_unauthenticated(kKey, kIv, cut)) ==
          kPlaintext.substr(0, size / 16 * 32));
  }
}

TEST_CASE("raw CBC takes no key and no IV of another size", "[raw_cbc]") {
  CHECK_THROWS(decrypt_cbc_unauthenticated(ByteView(kKey).first(31), kIv, kCiphertext));
  CHECK_THROWS(decrypt_cbc_unauthenticated(ByteView(kKey).first(16), kIv, kCiphertext));
  CHECK_THROWS(decrypt_cbc_unauthenticated({}, kIv, kCiphertext));
  CHECK_THROWS(decrypt_cbc_unauthenticated(kKey, ByteView(kIv).first(8), kCiphertext));
  CHECK_THROWS(decrypt_cbc_unauthenticated(kKey, ByteView(kKey).first(17), kCiphertext));
}
