#include "crypto/self_test.h"

#include "mayfly/process.h"
#include "support/catch.h"

TEST_CASE("the ciphers of this build and processor give the known answers", "[self_test]") {
  CHECK_NOTHROW(mayfly::crypto::self_test());
  CHECK_NOTHROW(mayfly::self_test());
}
