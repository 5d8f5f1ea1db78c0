#include "support/catch.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(VaultFixture, "a message lives ten minutes unless told otherwise", "[expiry]") {
  UnlockedUser james = user("james");
  const Receipt receipt = james.store(draft("soon gone"));
  CHECK(receipt.expires_at - receipt.created_at == 10min);
  CHECK(as_text(james.get(receipt.id)->text) == "soon gone");
}

TEST_CASE_METHOD(VaultFixture, "at exactly its expiry a message is gone, a millisecond before it is not",
                 "[expiry]") {
  UnlockedUser james = user("james");
  const MessageId id = james.store(draft("x", 60s)).id;
  clock.advance(60s - 1ms);
  CHECK(james.get(id));
  CHECK(james.list().size() == 1);
  clock.advance(1ms);
  CHECK_FALSE(james.get(id));
  CHECK(james.list().empty());
}
