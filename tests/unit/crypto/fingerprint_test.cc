#include "mayfly/fingerprint.h"

#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"
#include "support/fakes.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE("a fingerprint tells its text from every other", "[fingerprint]") {
  SystemRandom random;
  const Fingerprint fingerprint(as_bytes("secret"), random);
  CHECK(fingerprint.matches(as_bytes("secret")));
  for (const char* other : {"", "secre", "secret ", "secreT", "another"})
    CHECK_FALSE(fingerprint.matches(as_bytes(other)));
}

TEST_CASE("a fingerprint goes to another process as bytes", "[fingerprint]") {
  SystemRandom random;
  const Fingerprint here(as_bytes("secret"), random);
  const Fingerprint there(here.bytes());
  CHECK(there.matches(as_bytes("secret")));
  CHECK_FALSE(there.matches(as_bytes("secrets")));
  CHECK_THROWS_AS(Fingerprint(here.bytes().first(95)), Error);
}

TEST_CASE("a fingerprint says nothing of its text, not even that it is the same one",
          "[fingerprint]") {
  SystemRandom random;
  const Fingerprint one(as_bytes("secret"), random);
  const Fingerprint other(as_bytes("secret"), random);
  CHECK_FALSE(std::ranges::equal(one.bytes(), other.bytes()));
}

// Python: hmac.new(bytes(range(1, 33)), b"secret", "sha512").hexdigest()
TEST_CASE("a fingerprint is HMAC-SHA-512", "[fingerprint]") {
  CountingRandom random;
  const Fingerprint fingerprint(as_bytes("secret"), random);
  CHECK(to_hex(fingerprint.bytes().subspan(32)) ==
        "b3fc151e9252f0fcf3b416a034b30029dc05659928cd64d23fba814341de12c8"
        "6cfb644f7bde3e89696ddf546872ddf8152da881228a657826ac7ea19d200945");
}
