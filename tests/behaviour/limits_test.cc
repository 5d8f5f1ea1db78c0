// What a vault does not take, and what it takes at the edge.

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE_METHOD(VaultFixture, "a message is 1 byte to 64 MiB", "[limits]") {
  UnlockedUser james = user("james");
  CHECK(error_kind([&] { james.store(draft("")); }) == ErrorKind::usage);
  Draft large;
  large.text.assign(kMaxMessageSize, 0xa5);
  const MessageId id = james.store(std::move(large)).id;
  const auto back = james.get(id);
  CHECK(back->text == SecureBytes(kMaxMessageSize, 0xa5));
  Draft too_large;
  too_large.text.resize(kMaxMessageSize + 1);
  CHECK(error_kind([&] { james.store(std::move(too_large)); }) == ErrorKind::usage);
  CHECK(james.list().size() == 1);
}

TEST_CASE_METHOD(VaultFixture, "the largest message takes the command line through a pipe",
                 "[limits]") {
  AppRunner runner;
  const std::string large(kMaxMessageSize, 'x');
  CHECK(runner.run({"store", "-q"}, large).out == "1\n");
  CHECK(runner.run({"get", "1"}).out == large);
  const RunResult refused = runner.run({"store"}, large + "x");
  CHECK(refused.status == 2);
  CHECK(refused.err == "mayfly: error: the message is larger than 64 MiB\n");
}

TEST_CASE_METHOD(VaultFixture, "when randomness fails nothing is stored", "[limits]") {
  user("james").store(draft("before"));
  FailingRandom broken;
  Vault vault = Vault::open(place(), clock, broken);
  auto james = vault.unlock(UserName("james"), key_file("james"));
  CHECK_THROWS(james->store(draft("x")));
  CHECK(james->list().size() == 1);
}
