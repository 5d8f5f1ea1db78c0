// A message to burn is read once: of all who ask for it, one gets it, and then its key is gone.

#include <unistd.h>

#include <array>

#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/memory_vault.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct BurnFixture : VaultFixture {
  UnlockedUser james = user("james");
  MessageId id = james.store(burn_draft("read me once")).id;

  std::string key_bytes() {
    const auto slots = live_slots(window_keys());
    REQUIRE(slots.size() == 1);
    CHECK(slots.front().uses == 1);
    return std::string(as_text(slots.front().key));
  }
  bool has(const std::string& bytes) {
    return bytes_of(window_keys()).find(bytes) != std::string::npos;
  }
  std::string rows() { return RawDatabase(database()).look("SELECT count(*) FROM messages"); }
  std::optional<ErrorKind> get_both(MessageId one, MessageId other) {
    const std::array ids{one, other};
    return error_kind([&] { james.get(ids); });
  }
};

}  // namespace

TEST_CASE_METHOD(BurnFixture, "with its one reading its row and its key are destroyed", "[burn]") {
  const std::string key = key_bytes();
  REQUIRE(has(key));
  CHECK(james.get(id));
  CHECK_FALSE(has(key));
  CHECK(live_slots(window_keys()).empty());
  CHECK(rows() == "0");
}

TEST_CASE_METHOD(BurnFixture, "a copy from before its reading, and the key, do not open it",
                 "[burn]") {
  const fs::path copy = folder / "copy.db";
  fs::copy_file(database(), copy);
  Attacker attacker(copy, UserName("james"), key_file("james"));
  CHECK(attacker.opened_by(keys_in(window_keys())) == std::set<MessageId>{id});
  CHECK(james.get(id));
  CHECK(attacker.opened_by(key_sized_bytes_in(window_keys())).empty());
  fs::copy_file(copy, database(), fs::copy_options::overwrite_existing);
  CHECK_FALSE(user("james").get(id));
}

TEST_CASE_METHOD(BurnFixture, "a row that is put back opens for nobody who knew its key either",
                 "[burn]") {
  RawDatabase raw(database());
  raw.run("ATTACH ':memory:' AS kept; CREATE TABLE kept.rows AS SELECT * FROM messages");
  REQUIRE(user("james").get(id));  // another process; `james` stored it, and keeps its key
  raw.run("INSERT INTO messages SELECT * FROM kept.rows");
  CHECK_FALSE(james.get(id));
}

TEST_CASE_METHOD(BurnFixture, "one altered message of several burns none", "[burn]") {
  const MessageId altered = james.store(draft("altered")).id;
  RawDatabase(database())
      .run("UPDATE messages SET sealed = zeroblob(64) WHERE id = " + std::to_string(altered));
  CHECK(get_both(id, altered) == ErrorKind::authentication_failed);
  CHECK(get_both(altered, id) == ErrorKind::authentication_failed);
  CHECK(james.get(id));
}

TEST_CASE_METHOD(BurnFixture, "an altered message to burn is refused, and its key stays",
                 "[burn]") {
  RawDatabase raw(database());
  raw.run("ATTACH ':memory:' AS kept; CREATE TABLE kept.rows AS SELECT * FROM messages");
  raw.run("UPDATE messages SET " +
          std::string(GENERATE("sealed = zeroblob(64)", "flags = 0", "expires_at = expires_at + 1",
                               "created_at = created_at - 1")));
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::authentication_failed);
  raw.run("DELETE FROM messages; INSERT INTO messages SELECT * FROM kept.rows");
  CHECK(james.get(id));
}

TEST_CASE_METHOD(BurnFixture, "a wrong key burns nothing", "[burn]") {
  KeyFile::generate(random).write_new(folder / "wrong.key", UserName("james"));
  Vault vault = open();
  CHECK(error_kind([&] { vault.unlock(UserName("james"), folder / "wrong.key"); }) ==
        ErrorKind::wrong_key);
  CHECK_FALSE(user("anna").get(id));
  CHECK(james.get(id));
}

TEST_CASE_METHOD(BurnFixture, "unread, it expires, and its key with it", "[burn]") {
  const std::string key = key_bytes();
  clock.advance(1h);
  CHECK_FALSE(james.get(id));
  CHECK_FALSE(has(key));  // at once, though its window goes on
  clock.advance(9min);
  CHECK(open().purge().windows == 0);
}

TEST_CASE_METHOD(BurnFixture, "removed, its key is destroyed at once", "[burn]") {
  const std::string key = key_bytes();
  james.store(draft("a neighbour in the same window", 1h));
  james.remove(std::array{id});
  CHECK_FALSE(has(key));
  CHECK(live_slots(window_keys()).size() == 1);
}

namespace {

/// James, over a disk that tells, and fails.
struct BurnOnDisk : VaultFixture {
  TestDisk disk;
  const VaultOptions options{1s, false, &disk, nullptr};
  UnlockedUser james = Vault::open_or_create(place(), clock, random, options)
                           .unlock_or_enroll(UserName("james"), key_file("james"))
                           .user;

  MessageId store_named(const std::string& name) {
    Draft message = burn_draft("x");
    message.name = secure_copy(as_bytes(name));
    return james.store(std::move(message)).id;
  }
  /// Another process, which knows no window key yet.
  UnlockedUser later() {
    return Vault::open(place(), clock, random, options)
        .unlock(UserName("james"), key_file("james"))
        .value();
  }
};

}  // namespace

TEST_CASE_METHOD(BurnOnDisk, "where its end cannot be confirmed, it is neither given nor burned",
                 "[burn]") {
  const MessageId id = james.store(burn_draft("x")).id;
  disk.failing_syncs = 2;
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::not_written);
  CHECK(live_slots(window_keys()).size() == 1);
  CHECK(james.get(id));
}

TEST_CASE_METHOD(BurnOnDisk, "a list with names looks at each window key twice, however many",
                 "[burn]") {
  for (int i = 0; i < 12; ++i) store_named("n" + std::to_string(i));
  UnlockedUser reader = later();
  disk.reads = 0;
  const auto entries = reader.list();
  REQUIRE(entries.size() == 12);
  for (const Entry& entry : entries) CHECK(entry.name);
  CHECK(disk.reads <= 2 * 16 + 4);  // sixteen slots, and the records of two looks
}

TEST_CASE_METHOD(BurnOnDisk, "a window key that cannot be read hides no name of another",
                 "[burn]") {
  const MessageId first = store_named("first");
  store_named("second");
  UnlockedUser reader = later();
  disk.unreadable = slot_offset(1);
  CHECK(reader.find(as_bytes("first")) == std::vector{first});
}

TEST_CASE("in a copy a message that was read in the original is not there", "[burn]") {
  InMemoryVault vault;
  UnlockedUser james = vault.user("james");
  const MessageId id = james.store(burn_draft("read me once")).id;
  const auto before = vault.rows->tables;
  REQUIRE(james.get(id));
  vault.rows->tables = before;
  UnlockedUser of_copy =
      vault.open({}, "copy").find_user(UserName("james")).value().unlock(vault.key("james"));
  CHECK_FALSE(of_copy.get(id));
}
