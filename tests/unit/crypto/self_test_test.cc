#include "crypto/self_test.h"

#include "mayfly/process.h"
#include "support/catch.h"
#include "support/errors.h"

using namespace mayfly;
using mayfly::test::error_kind;

TEST_CASE("the ciphers give the known answers", "[self_test]") {
  CHECK_NOTHROW(crypto::self_test());
  CHECK_NOTHROW(self_test());
}

TEST_CASE("an answer that is another stops the program", "[self_test]") {
  crypto::KnownAnswers other_blob;
  const std::string blob = std::string(other_blob.blob.substr(0, 159)) + "3";
  other_blob.blob = blob;
  CHECK(error_kind([&] { crypto::self_test(other_blob); }) == ErrorKind::unexpected);

  crypto::KnownAnswers other_key;
  other_key.derived = "bb20";
  CHECK(error_kind([&] { crypto::self_test(other_key); }) == ErrorKind::unexpected);
}
