#include "crypto/kdf.h"

#include "crypto/sha512.h"
#include "mayfly/encoding.h"
#include "support/catch.h"
#include "support/counted.h"

using namespace mayfly;
using mayfly::crypto::hkdf_sha512;
using mayfly::test::counted;

namespace {

const SecureBytes kSecret(22, 0x0b);
const SecureBytes kSalt = counted(13, 0x00);
const SecureBytes kInfo = counted(10, 0xf0);

}  // namespace

// RFC 5869 has answers for SHA-256 and SHA-1 only. These are the published ones for SHA-512 on the
// inputs of its appendix A, checked against Python's hmac module.
TEST_CASE("hkdf gives the published answers on the inputs of RFC 5869, appendix A", "[hkdf]") {
  CHECK(to_hex(hkdf_sha512(kSecret, kSalt, kInfo, 42)) ==
        "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb");
  CHECK(to_hex(hkdf_sha512(counted(80, 0x00), counted(80, 0x60), counted(80, 0xb0), 82)) ==
        "ce6c97192805b346e6161e821ed165673b84f400a2b514b2fe23d84cd189ddf1b695b48cbd1c8388441137b3ce"
        "28f16aa64ba33ba466b24df6cfcb021ecff235f6a2056ce3af1de44d572097a8505d9e7a93");
  CHECK(to_hex(hkdf_sha512(kSecret, {}, {}, 42)) ==
        "f5fa02b18298a72a8c23898a8703472c6eb179dc204c03425c970e3b164bf90fff22d04836d0e2343bac");
  CHECK(to_hex(hkdf_sha512(SecureBytes(11, 0x0b), kSalt, kInfo, 42)) ==
        "7413e8997e020610fbf6823f2ce14bff01875db1ca55f68cfcf3954dc8aff53559bd5e3028b080f7c068");
  CHECK(to_hex(hkdf_sha512(SecureBytes(22, 0x0c), {}, {}, 42)) ==
        "1407d46013d98bc6decefcfee55f0f90b0c7f63d68eb1a80eaf07e953cfc0a3a5240a155d6e4daa965bb");
}

TEST_CASE("a shorter result of hkdf is the front of a longer one", "[hkdf]") {
  const SecureBytes longest = hkdf_sha512(kSecret, kSalt, kInfo, 129);
  for (const std::size_t size : {1u, 63u, 64u, 65u, 128u}) {
    CAPTURE(size);
    const SecureBytes result = hkdf_sha512(kSecret, kSalt, kInfo, size);
    CHECK(to_hex(result) == to_hex(ByteView(longest).first(size)));
  }
}

TEST_CASE("hkdf gives up to 255 blocks, and refuses to give more", "[hkdf]") {
  // RFC 5869, 2.3: L <= 255 * HashLen. The digest of all of them is from Python's hmac module.
  const SecureBytes longest = hkdf_sha512(kSecret, kSalt, kInfo, 16320);
  REQUIRE(longest.size() == 16320);
  CHECK(to_hex(crypto::sha512(longest)) ==
        "81a82cc4d700de62532aec29941cde932ba45f94a593bd3d2e9c0a150b713afdbefcaaa3f972e2c0baa5fa19da"
        "ba4cec1856e9457c8494a191aa8beaa82abf8e");
  CHECK_THROWS(hkdf_sha512(kSecret, kSalt, kInfo, 16321));
  CHECK_THROWS(hkdf_sha512(kSecret, kSalt, kInfo, 1 << 20));
}

TEST_CASE("no salt is a salt of 64 zero bytes, and nothing else", "[hkdf]") {
  CHECK(hkdf_sha512(kSecret, {}, kInfo, 64) ==
        hkdf_sha512(kSecret, SecureBytes(64), kInfo, 64));  // RFC 5869, 2.2
  CHECK(hkdf_sha512(kSecret, {}, kInfo, 64) != hkdf_sha512(kSecret, kSalt, kInfo, 64));
}

TEST_CASE("another secret, salt or info gives another key", "[hkdf]") {
  const SecureBytes key = hkdf_sha512(kSecret, kSalt, kInfo, 64);
  CHECK(key != hkdf_sha512(SecureBytes(23, 0x0b), kSalt, kInfo, 64));
  CHECK(key != hkdf_sha512(kSecret, counted(13, 0x01), kInfo, 64));
  CHECK(key != hkdf_sha512(kSecret, kSalt, counted(11, 0xf0), 64));
  CHECK(key != hkdf_sha512(kSecret, kInfo, kSalt, 64));
}
