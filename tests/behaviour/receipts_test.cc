// What became of a message that has a receipt, as its owner is told.

#include "support/catch.h"
#include "support/errors.h"
#include "support/memory_vault.h"
#include "support/receipts_fixture.h"
#include "support/rotation_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

using State = Fate::State;

}  // namespace

#define EVERY_VAULT(NAME) TEMPLATE_TEST_CASE(NAME, "[receipts]", VaultFixture, InMemoryVault)

EVERY_VAULT("a receipt tells each reading of a message, and its end") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const Receipt stored = james.store(with_receipt("text"));
  CHECK(stored.receipt_until == stored.expires_at + 1h);
  Fate fate = fate_of(james, stored.id);
  CHECK(fate.state == State::alive);
  CHECK(fate.expires_at == stored.expires_at);
  CHECK(fate.receipt_until == stored.receipt_until);
  CHECK(fate.reads == 0);
  CHECK_FALSE(fate.read_at);
  vault.clock.advance(5min);
  const Instant read_at = vault.clock.wall();
  CHECK(as_text(james.get(stored.id)->text) == "text");
  CHECK(james.get(stored.id));
  vault.clock.advance(5min);
  fate = fate_of(james, stored.id);
  CHECK(fate.state == State::alive);
  CHECK(fate.reads == 2);
  CHECK(fate.read_at == read_at);
  vault.clock.advance(50min);
  fate = fate_of(james, stored.id);
  CHECK(fate.state == State::expired);
  CHECK(fate.expires_at == stored.expires_at);
  CHECK(fate.reads == 2);
  vault.clock.advance(1h - 1ms);
  CHECK(state_of(james, stored.id) == State::expired);
  vault.clock.advance(1ms);
  CHECK(state_of(james, stored.id) == State::unknown);
}

EVERY_VAULT("a message to burn was read once, and when is told after it is gone") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId id = james.store(burn_with_receipt("once")).id;
  vault.clock.advance(7min);
  const Instant read_at = vault.clock.wall();
  CHECK(james.get(id));
  CHECK_FALSE(james.get(id));
  vault.clock.advance(1h);
  const Fate fate = fate_of(james, id);
  CHECK(fate.state == State::read);
  CHECK(fate.reads == 1);
  CHECK(fate.read_at == read_at);
  CHECK(james.find_youngest_known(as_bytes("door")) == id);
  CHECK_FALSE(james.find_youngest(as_bytes("door")));
}

EVERY_VAULT("readings that are counted are told one by one") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  Draft thrice = with_receipt("thrice");
  thrice.reads = 3;
  const MessageId id = james.store(std::move(thrice)).id;
  for (const std::uint32_t reads : {1U, 2U, 3U}) {
    CHECK(james.get(id));
    CHECK(fate_of(james, id).reads == reads);
    CHECK(state_of(james, id) == (reads < 3 ? State::alive : State::read));
  }
}

EVERY_VAULT("a message that was removed says when") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId one = james.store(with_receipt("one")).id;
  const MessageId two = james.store(with_receipt("two")).id;
  const MessageId three = james.store(burn_with_receipt("three")).id;
  vault.clock.advance(1min);
  const Instant removed_at = vault.clock.wall();
  remove(james, one);
  Draft other = with_receipt("other");
  other.replace = true;
  const MessageId four = james.store(std::move(other)).id;
  CHECK(state_of(james, four) == State::alive);
  james.remove_all();
  vault.clock.advance(2h - 2min);  // also after its end
  for (const MessageId id : {one, two, three, four}) {
    CHECK(state_of(james, id) == State::removed);
    CHECK(fate_of(james, id).removed_at == removed_at);
  }
}

EVERY_VAULT("what never was is told from what is not known") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId plain = james.store(draft("plain")).id;
  CHECK(state_of(james, plain) == State::alive);
  CHECK(state_of(james, plain + 1) == State::never);
  CHECK(state_of(james, 0) == State::unknown);
  CHECK(james.get(plain));
  CHECK(fate_of(james, plain).reads == 0);
  remove(james, plain);
  CHECK(state_of(james, plain) == State::unknown);
  CHECK_FALSE(james.find_youngest_known(as_bytes("door")));
}

EVERY_VAULT("nobody is told of another user's message") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  UnlockedUser anna = vault.user("anna");
  const MessageId id = james.store(with_receipt("text")).id;
  CHECK(state_of(anna, id) == State::unknown);
  CHECK_FALSE(anna.find_youngest_known(as_bytes("door")));
  CHECK_FALSE(anna.get(id));
  CHECK(fate_of(james, id).reads == 0);
}

EVERY_VAULT("who prints all messages reads those with a receipt, and leaves none out") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  std::vector<MessageId> ids;
  for (const char* text : {"a", "b"}) {
    ids.push_back(james.store(draft(text)).id);
    ids.push_back(james.store(with_receipt(text)).id);
  }
  std::vector<MessageId> printed;
  james.get_all([&](const Message& message) { printed.push_back(message.id); },
                [](const Error& error) { FAIL(error.what()); });
  CHECK(printed == ids);
  CHECK(fate_of(james, ids[1]).reads == 1);
  CHECK(error_kind([&] { james.demonstrate_iv(ids[1]); }) == ErrorKind::usage);
  CHECK(james.list()[1].receipt);
  CHECK_FALSE(james.list()[0].receipt);
}

EVERY_VAULT("the receipt goes along to another end") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  Draft twice = with_receipt("twice");
  twice.reads = 2;
  twice.receipt_for = 10min;
  const MessageId id = james.store(std::move(twice)).id;
  CHECK(james.get(id));
  const Receipt extended = james.extend(std::span(&id, 1), {.ttl = 3h}).front();
  Fate fate = fate_of(james, id);
  CHECK(fate.state == State::alive);
  CHECK(fate.reads == 1);
  CHECK(fate.expires_at == extended.expires_at);
  CHECK(fate.receipt_until == extended.expires_at + 10min);
  CHECK(james.get(id));
  CHECK(state_of(james, id) == State::read);
}

EVERY_VAULT("a purge deletes receipts whose time is over, of every user, and needs no key") {
  TestType vault;
  UnlockedUser james = vault.user("james");
  james.store(with_receipt("a", 1min));
  vault.user("anna").store(with_receipt("b", 1min));
  const MessageId kept = james.store(with_receipt("c", 1h)).id;
  vault.clock.advance(2min - 1ms);
  CHECK(vault.open().purge().receipts == 0);
  vault.clock.advance(1ms);
  CHECK(vault.open().purge().receipts == 2);
  CHECK(state_of(james, kept) == State::alive);
}

TEST_CASE("a receipt's time is from a second to thirty days", "[receipts]") {
  Draft one = with_receipt("x");
  for (const std::chrono::seconds time : {1s, kMaxReceiptTime}) {
    one.receipt_for = time;
    CHECK_NOTHROW(require_storable(one));
  }
  for (const std::chrono::seconds time : {0s, -1s, kMaxReceiptTime + 1s}) {
    one.receipt_for = time;
    CHECK(error_kind([&] { require_storable(one); }) == ErrorKind::usage);
  }
  one.receipt = false;
  one.receipt_for = 1s;
  CHECK(error_kind([&] { require_storable(one); }) == ErrorKind::usage);
}

TEST_CASE_METHOD(ReceiptsFixture, "without --receipt-for it is kept for the ttl, 30 days at most",
                 "[receipts]") {
  const Receipt stored = james.store(with_receipt("long", 24h * 100));
  CHECK(stored.receipt_until == stored.expires_at + kMaxReceiptTime);
}

TEST_CASE_METHOD(ReceiptsFixture, "the text is in no receipt, and the name is sealed",
                 "[receipts]") {
  james.store(with_receipt("a text that is long enough"));
  const std::string file = bytes_of(database());
  CHECK(file.find("door") == std::string::npos);
  CHECK(RawDatabase(database()).look("SELECT length(sealed) FROM attributes") == "112");
}

TEST_CASE_METHOD(BeforeRotation, "receipts are sealed again by a rotation", "[receipts]") {
  const MessageId alive = james.store(with_receipt("alive")).id;
  const MessageId read = james.store(burn_with_receipt("read")).id;
  CHECK(james.get(read));
  const std::string before =
      RawDatabase(database()).look("SELECT group_concat(hex(sealed)) FROM attributes");
  james.rotate(std::span(&second, 1), false);
  UnlockedUser again = unlock(second);
  CHECK(state_of(again, alive) == State::alive);
  CHECK(state_of(again, read) == State::read);
  CHECK(again.get(alive));
  CHECK(fate_of(again, alive).reads == 1);
  CHECK(RawDatabase(database()).look("SELECT group_concat(hex(sealed)) FROM attributes") != before);
}

TEST_CASE_METHOD(ReceiptsFixture, "the receipts of a user who is replaced are gone", "[receipts]") {
  const MessageId id = james.store(with_receipt("text")).id;
  user("anna").store(with_receipt("of anna"));
  Vault vault = open();
  KeyFile::generate(random).write_new(key_file("new"), UserName("james"));
  UnlockedUser again = vault.replace_user(vault.find_user(UserName("james")).value(),
                                          Key::of_file(KeyFile::read(key_file("new"))));
  CHECK(receipts() == "1");
  CHECK(state_of(again, id) == State::unknown);
}

TEST_CASE_METHOD(ReceiptsFixture, "an older database does not say that a message has expired",
                 "[receipts]") {
  const MessageId id = james.store(burn_with_receipt("once")).id;
  const std::string older = bytes_of(database());
  CHECK(james.get(id));
  james.store(draft("later", 5h));
  put_back(database(), older);
  UnlockedUser again = user("james");
  CHECK(state_of(again, id) == State::gone);
  clock.advance(61min);
  CHECK(state_of(again, id) == State::gone);
}

TEST_CASE_METHOD(ReceiptsFixture,
                 "messages with receipts can be given up if the window keys are lost",
                 "[receipts]") {
  const MessageId id = james.store(burn_with_receipt("text")).id;
  std::filesystem::remove(window_keys());
  UnlockedUser again =
      Vault::open(place(), clock, random).unlock(UserName("james"), key_file("james")).value();
  CHECK(error_kind([&] { state_of(again, id); }) == ErrorKind::not_a_vault);
  CHECK_NOTHROW(remove(again, id));
}

TEST_CASE_METHOD(ReceiptsFixture, "in a copy a message with a receipt is not read", "[receipts]") {
  const MessageId id = james.store(with_receipt("text")).id;
  const auto copy = folder / "copy.db";
  std::filesystem::copy_file(database(), copy);
  Vault vault = Vault::open({copy, state()}, clock, random);
  UnlockedUser there = vault.unlock(UserName("james"), key_file("james")).value();
  CHECK(error_kind([&] { there.get(id); }) == ErrorKind::not_a_vault);
  CHECK(state_of(there, id) == State::alive);
}
