// A message that can be read a number of times: of all who ask for it, so many get it.

#include <deque>

#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/insistent_process.h"
#include "support/memory_vault.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Draft draft_to_read(std::string_view text, std::uint32_t reads) {
  Draft result = draft(text);
  result.reads = reads;
  return result;
}

std::optional<std::uint32_t> left_of(UnlockedUser& user, MessageId id) {
  for (const Entry& entry : user.list())
    if (entry.id == id) return entry.reads_left;
  return std::nullopt;
}

struct ReadsFixture : VaultFixture {
  UnlockedUser james = user("james");
};

}  // namespace

TEMPLATE_TEST_CASE("a message that can be read three times is read three times", "[reads]",
                   VaultFixture, InMemoryVault) {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId id = james.store(draft_to_read("thrice", 3)).id;
  for (const std::uint32_t left : {2U, 1U, 0U}) {
    CHECK(left_of(james, id) == left + 1);
    const auto message = james.get(id);
    REQUIRE(message);
    CHECK(as_text(message->text) == "thrice");
    CHECK(message->reads_left == left);
    CHECK_FALSE(message->burn);
  }
  CHECK_FALSE(james.get(id));
  CHECK(james.list().empty());
  CHECK_FALSE(vault.user("james").get(id));
}

TEMPLATE_TEST_CASE("what looks at all messages takes no reading", "[reads]", VaultFixture,
                   InMemoryVault) {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId id = james.store(draft_to_read("twice", 2)).id;
  int seen = 0;
  james.get_all([&](const Message&) { ++seen; }, [&](const Error&) { ++seen; });
  CHECK(seen == 0);
  CHECK_FALSE(james.latest());
  CHECK(error_kind([&] { james.demonstrate_iv(id); }) == ErrorKind::usage);
  CHECK(left_of(james, id) == 2U);
  const std::array both{id, MessageId{99}};
  CHECK(error_kind([&] { james.get(both); }) == ErrorKind::no_such_message);
  CHECK(left_of(james, id) == 2U);
  const std::array twice{id, id};
  CHECK(james.get(twice).size() == 1);
  CHECK(left_of(james, id) == 1U);
}

TEMPLATE_TEST_CASE("a message to be read once is one to burn", "[reads]", VaultFixture,
                   InMemoryVault) {
  TestType vault;
  UnlockedUser james = vault.user("james");
  const MessageId id = james.store(draft_to_read("once", 1)).id;
  CHECK(james.list().front().burn);
  CHECK_FALSE(james.list().front().reads_left);
  CHECK(james.get(id)->burn);
  CHECK_FALSE(james.get(id));
}

TEST_CASE("a number of reads that cannot be is refused", "[reads]") {
  for (const std::uint32_t reads : {0U, kMaxReads + 1, UINT32_MAX})
    CHECK(error_kind([&] { require_storable(draft_to_read("x", reads)); }) == ErrorKind::usage);
  Draft both = draft_to_read("x", 2);
  both.burn = true;
  CHECK(error_kind([&] { require_storable(both); }) == ErrorKind::usage);
  CHECK_NOTHROW(require_storable(draft_to_read("x", kMaxReads)));
}

TEST_CASE_METHOD(ReadsFixture, "an older database brings no reading back", "[reads]") {
  const MessageId id = james.store(draft_to_read("twice", 2)).id;
  const fs::path copy = folder / "copy.db";
  fs::copy_file(database(), copy);
  CHECK(james.get(id));
  fs::copy_file(copy, database(), fs::copy_options::overwrite_existing);
  UnlockedUser again = user("james");
  CHECK(again.get(id)->reads_left == 0U);
  fs::copy_file(copy, database(), fs::copy_options::overwrite_existing);
  CHECK_FALSE(user("james").get(id));
  Attacker attacker(copy, UserName("james"), key_file("james"));
  CHECK(attacker.opened_by(key_sized_bytes_in(window_keys())).empty());
}

TEST_CASE_METHOD(ReadsFixture, "who alters the flags of the row gets nothing", "[reads]") {
  const MessageId id = james.store(draft_to_read("twice", 2)).id;
  const int flags = GENERATE(0, 2, 34);
  RawDatabase(database()).run("UPDATE messages SET flags = " + std::to_string(flags));
  CHECK(error_kind([&] { user("james").get(id); }) == ErrorKind::authentication_failed);
}

TEST_CASE_METHOD(ReadsFixture, "when its time is over, its key goes as every other", "[reads]") {
  james.store(draft_to_read("many", 100));
  REQUIRE(live_slots(window_keys()).size() == 1);
  clock.advance(2h);
  user("james").list();
  CHECK(live_slots(window_keys()).empty());
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "0");
}

TEST_CASE("of a hundred readers at the same instant exactly seven get what can be read seven times",
          "[reads][race]") {
  TempFolder home;
  const auto mayfly = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "--user", "james", "-q"});
    return arguments;
  };
  const Process::Options options{"", {{"HOME", home.path()}}};
  REQUIRE(run_process(mayfly({"store", "--reads", "7", "seven"}), options).out == "1\n");
  std::deque<InsistentProcess> readers;
  for (int i = 0; i < 100; ++i) readers.emplace_back(mayfly({"get", "1"}), options);
  int printed = 0;
  for (InsistentProcess& reader : readers) {
    const RunResult result = reader.wait();
    CAPTURE(result.status, result.out, result.err);
    const bool got_it = result.status == 0 && result.out == "seven";
    printed += got_it ? 1 : 0;
    CHECK((got_it || (result.status == 3 && result.out.empty())));
  }
  CHECK(printed == 7);
}
