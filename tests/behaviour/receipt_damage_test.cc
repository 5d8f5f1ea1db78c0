// Receipts that somebody altered, swapped, deleted or put back.

#include "support/catch.h"
#include "support/errors.h"
#include "support/receipts_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

using State = Fate::State;

}  // namespace

TEST_CASE_METHOD(ReceiptsFixture, "who alters a receipt is found out, and nothing is read",
                 "[receipts]") {
  const MessageId id = james.store(burn_with_receipt("once")).id;
  const std::string change = GENERATE(
      "sealed = zeroblob(112)", "sealed = zeroblob(70000)", "sealed = NULL", "value = NULL",
      "value = zeroblob(17)", "value = x'000001a20c23c300000001a20c23c300'", "value = zeroblob(3)",
      "value = x'7fffffffffffffffffffffffffffffff'", "scope = 2", "key = 'receipt:9'",
      "key = 'receipt:01'", "key = 'receipt:'", "key = 'receipt:99999999999999999999'");
  CAPTURE(change);
  alter(change);
  UnlockedUser again = user("james");
  CHECK(state_of(again, id) == State::damaged);
  CHECK(error_kind([&] { again.get(id); }) == ErrorKind::authentication_failed);
  CHECK(live_slots(window_keys()).size() == 1);
  CHECK(again.list().size() == 1);
  remove(again, id);  // what is damaged can be removed
  CHECK(again.list().empty());
}

TEST_CASE_METHOD(ReceiptsFixture, "a receipt that is there twice, or is another's, is damage",
                 "[receipts]") {
  const MessageId one = james.store(with_receipt("one")).id;
  const MessageId two = james.store(with_receipt("two")).id;
  const bool swapped = GENERATE(true, false);
  RawDatabase(database())
      .run(swapped ? "UPDATE attributes SET key = CASE key WHEN 'receipt:1' THEN 'receipt:2' ELSE "
                     "'receipt:1' END"
                   : "INSERT INTO attributes SELECT * FROM attributes WHERE key = 'receipt:1'");
  CHECK(state_of(james, one) == State::damaged);
  CHECK(state_of(james, two) == (swapped ? State::damaged : State::alive));
  CHECK(error_kind([&] { james.get(one); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(ReceiptsFixture, "a message whose receipt was deleted is not read", "[receipts]") {
  const MessageId id = james.store(with_receipt("text")).id;
  RawDatabase(database()).run("DELETE FROM attributes");
  CHECK(state_of(james, id) == State::damaged);
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::authentication_failed);
  std::size_t errors = 0;
  james.get_all([](const Message&) { FAIL("read"); }, [&](const Error&) { ++errors; });
  CHECK(errors == 1);
}

TEST_CASE_METHOD(ReceiptsFixture, "who takes the mark off a row to read in secret reads nothing",
                 "[receipts]") {
  const MessageId id = james.store(with_receipt("text")).id;
  RawDatabase(database()).run("UPDATE messages SET flags = flags & ~16");
  CHECK(error_kind([&] { user("james").get(id); }) == ErrorKind::authentication_failed);
  CHECK(state_of(james, id) == State::damaged);
}

TEST_CASE_METHOD(ReceiptsFixture, "a row that was put back after its removal is not read",
                 "[receipts]") {
  const MessageId id = james.store(with_receipt("text")).id;
  james.store(draft("of the same window", 1h));
  RawDatabase raw(database());
  raw.run("CREATE TEMP TABLE kept AS SELECT * FROM messages WHERE id = 1");
  remove(james, id);
  raw.run("INSERT INTO messages SELECT * FROM kept");
  UnlockedUser again = user("james");
  CHECK(state_of(again, id) == State::removed);
  CHECK(error_kind([&] { again.get(id); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(ReceiptsFixture, "verify tells of receipts that are not as they should be",
                 "[receipts]") {
  james.store(with_receipt("text"));
  const auto codes = [&] {
    std::string found;
    Vault vault = open();
    UnlockedUser witness = vault.unlock(UserName("james"), key_file("james")).value();
    for (const Finding& finding : vault.verify(&witness).findings) found += finding.code + " ";
    return found;
  };
  CHECK(codes().empty());
  SECTION("altered") {
    alter("sealed = zeroblob(112)");
    CHECK(codes() == "altered_receipt ");
  }
  SECTION("of another shape") {
    alter("sealed = NULL");
    CHECK(codes() == "damaged_receipt ");
  }
  SECTION("gone") {
    RawDatabase(database()).run("DELETE FROM attributes");
    CHECK(codes() == "lost_receipt ");
  }
  SECTION("overdue") {
    clock.advance(2h);
    CHECK(codes().find("overdue_receipt ") != std::string::npos);
  }
}
