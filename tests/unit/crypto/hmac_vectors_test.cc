#include <botan/mac.h>

#include <numeric>

#include "mayfly/bytes.h"
#include "mayfly/encoding.h"
#include "support/catch.h"

// The MAC of crypto/sealed_blob.cc, by the name under which it is taken from Botan.

using namespace mayfly;

namespace {

std::string hmac_sha512(ByteView key, ByteView data) {
  const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-512)");
  mac->set_key(key.data(), key.size());
  mac->update(data.data(), data.size());
  return to_hex(mac->final());
}

SecureBytes counted_key() {
  SecureBytes key(25);
  std::iota(key.begin(), key.end(), std::uint8_t{1});
  return key;
}

const SecureBytes kLargeKey(131, 0xaa);

}  // namespace

TEST_CASE("HMAC-SHA-512 gives the answers of RFC 4231, 4.2 to 4.5", "[hmac]") {
  CHECK(hmac_sha512(SecureBytes(20, 0x0b), as_bytes("Hi There")) ==
        "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
        "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854");
  CHECK(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")) ==
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
  CHECK(hmac_sha512(SecureBytes(20, 0xaa), SecureBytes(50, 0xdd)) ==
        "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
        "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb");
  CHECK(hmac_sha512(counted_key(), SecureBytes(50, 0xcd)) ==
        "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
        "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd");
}

TEST_CASE("HMAC-SHA-512 cut to 128 bits gives the answer of RFC 4231, 4.6", "[hmac]") {
  CHECK(hmac_sha512(SecureBytes(20, 0x0c), as_bytes("Test With Truncation")).substr(0, 32) ==
        "415fad6271580a531d4179bc891d87a6");
}

TEST_CASE("HMAC-SHA-512 with a key above the block size gives the answers of RFC 4231, 4.7 and 4.8",
          "[hmac]") {
  CHECK(
      hmac_sha512(kLargeKey, as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")) ==
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
      "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
  CHECK(hmac_sha512(kLargeKey,
                    as_bytes("This is a test using a larger than block-size key and a larger than "
                             "block-size data. The key needs to be hashed before being used by "
                             "the HMAC algorithm.")) ==
        "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
        "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58");
}
