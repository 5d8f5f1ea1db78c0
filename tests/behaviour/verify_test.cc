// verify finds whatever is wrong, and changes nothing.

#include <set>

#include "support/all_files.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"
#include "window_keys/file/header.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct VerifyFixture : VaultFixture {
  VerifyFixture() {
    Vault vault = open();
    UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
    james.store(draft("one"));
    Draft named = draft("two", 24h);
    named.name = secure_copy(as_bytes("name"));
    james.store(std::move(named));
    Draft burn = draft("three", 1h);
    burn.burn = true;
    james.store(std::move(burn));
    user("anna").store(draft("hers", 2h));
  }

  std::chrono::seconds grace{0};

  VerifyReport report() {
    const auto before = all_files(folder.path());
    VaultOptions look;
    look.look_only = true;
    Vault vault = Vault::open(place(), clock, random, look);
    auto james = vault.unlock(UserName("james"), key_file("james"));
    VerifyReport result = vault.verify(&*james, grace);
    CHECK((all_files(folder.path()) == before));
    return result;
  }
  /// The codes of what is wrong, each once.
  std::set<std::string> wrong() {
    std::set<std::string> codes;
    for (const Finding& finding : report().findings) {
      CHECK_FALSE(finding.text.empty());
      if (finding.wrong) codes.insert(finding.code);
    }
    return codes;
  }
  using Codes = std::set<std::string>;
  void edit(const std::string& sql) { RawDatabase(database()).run(sql); }

  /// Overwrites the slot with what it never holds, or with that slot.
  std::size_t slot_of(std::int64_t generation) {
    const std::string file = bytes_of(window_keys());
    for (std::size_t index = 0;; ++index) {
      window_keys::Slot slot;
      if (state_of(file, index, slot) == window_keys::SlotState::live &&
          slot.generation == generation)
        return index;
    }
  }
  window_keys::Slot read_slot(std::int64_t generation) {
    window_keys::Slot slot;
    state_of(bytes_of(window_keys()), slot_of(generation), slot);
    return slot;
  }
  void write_slot(std::int64_t generation, const window_keys::Slot& slot) {
    overwrite(window_keys(), slot_offset(slot_of(generation)), encode(slot));
  }
};

}  // namespace

TEST_CASE_METHOD(VerifyFixture, "with a healthy vault nothing is wrong", "[verify]") {
  const VerifyReport healthy = report();
  CHECK(healthy.findings.empty());
  CHECK(healthy.messages == 4);
  CHECK(healthy.authenticated == 3);
  CHECK(open().verify(nullptr).authenticated == 0);
}

TEST_CASE_METHOD(VerifyFixture, "what is overdue by less than the grace is not wrong", "[verify]") {
  grace = 15min;
  clock.advance(10min + 15min - 1s);
  CHECK(wrong().empty());
  CHECK_FALSE(report().findings.empty());
  clock.advance(1s);
  CHECK(wrong() == Codes{"overdue_message"});
}

TEST_CASE_METHOD(VerifyFixture, "what is overdue is found, keys and messages", "[verify]") {
  clock.advance(10min);
  CHECK(wrong() == Codes{"overdue_message"});
  clock.advance(64s);
  CHECK(wrong() == Codes{"overdue_message", "overdue_window_key"});
  open().purge();
  CHECK(wrong().empty());
}

TEST_CASE_METHOD(VerifyFixture, "a message that was altered is found", "[verify]") {
  edit(
      "UPDATE messages SET " +
      std::string(GENERATE("sealed = zeroblob(64)", "sealed = CAST(sealed || zeroblob(16) AS BLOB)",
                           "expires_at = expires_at + 1000", "name = zeroblob(64)")) +
      " WHERE id = 2");
  CHECK(wrong() == Codes{"altered_message"});
  const VerifyReport found = report();
  CHECK(found.findings.front().message == 2);
  CHECK(found.authenticated == 2);
}

TEST_CASE_METHOD(VerifyFixture, "a message that no store makes is found, also without its key",
                 "[verify]") {
  edit("UPDATE messages SET " +
       std::string(GENERATE("created_at = 0", "flags = 1", "name = NULL, flags = 1",
                            "sealed = x'00'", "sealed = zeroblob(65)", "name = x''",
                            "window_end = window_end + 1", "expires_at = 9223372036854775807")) +
       " WHERE id = 4");
  CHECK(wrong().contains("damaged_message"));
}

TEST_CASE_METHOD(VerifyFixture, "a message that a newer program has made is told", "[verify]") {
  edit("UPDATE messages SET flags = flags | " + std::string(GENERATE("4", "64", "131072")) +
       " WHERE id = 4");
  CHECK(wrong() == Codes{"newer_message"});
}

TEST_CASE_METHOD(VerifyFixture, "a message to burn without a key of its own is found", "[verify]") {
  edit("UPDATE messages SET flags = " + std::string(GENERATE("0 WHERE id = 3", "2 WHERE id = 4")));
  CHECK(wrong() == Codes{"damaged_message"});
}

TEST_CASE_METHOD(VerifyFixture, "a message without its window key is found", "[verify]") {
  overwrite(window_keys(), slot_offset(slot_of(1)), Bytes(window_keys::kBlockSize, 0x5a));
  CHECK(wrong() == Codes{"no_window_key"});
}

TEST_CASE_METHOD(VerifyFixture, "a torn window key is found", "[verify]") {
  overwrite(window_keys(), slot_offset(slot_of(1)) + 50, Bytes(4, 0x5a));
  CHECK(wrong() == Codes{"no_window_key", "torn_window_key"});
}

TEST_CASE_METHOD(VerifyFixture, "a window key that would outlive every message is found",
                 "[verify]") {
  window_keys::Slot slot = read_slot(1);
  slot.window_end = to_unix_ms(clock.wall()) + std::chrono::milliseconds(kMaxTtl).count() * 2;
  write_slot(1, slot);
  CHECK(wrong() == Codes{"impossible_window_end", "no_window_key"});
}

TEST_CASE_METHOD(VerifyFixture, "an exchanged window key is found by who has the user's key",
                 "[verify]") {
  window_keys::Slot slot = read_slot(1);
  slot.key[0] ^= 1;
  write_slot(1, slot);
  CHECK(wrong() == Codes{"altered_message"});
}

TEST_CASE_METHOD(VerifyFixture, "a window key that serves nobody is told, and not wrong",
                 "[verify]") {
  edit("DELETE FROM messages WHERE id = 1");
  CHECK(wrong().empty());
  REQUIRE(report().findings.size() == 1);
  CHECK(report().findings.front().code == "unused_window_key");
}

TEST_CASE_METHOD(VerifyFixture, "a damaged header is found", "[verify]") {
  overwrite(window_keys(), GENERATE(0u, 1u) * window_keys::kBlockSize + 30, Bytes(4, 0xee));
  CHECK(wrong().contains("damaged_header"));
}

TEST_CASE_METHOD(VerifyFixture, "window keys that are missing or foreign are found", "[verify]") {
  if (GENERATE(true, false)) {
    fs::remove(window_keys());
  } else {
    put_back(window_keys(), "foreign");
  }
  CHECK(wrong() == Codes{"no_window_keys"});
}

TEST_CASE_METHOD(VerifyFixture, "files of different ages are found", "[verify]") {
  const std::string old_database = bytes_of(database());
  const std::string old_keys = bytes_of(window_keys());
  user("james").store(draft("later", 48h));
  SECTION("the database") {
    put_back(database(), old_database);
    CHECK(wrong() == Codes{"older_database"});
  }
  SECTION("the window keys") {
    put_back(window_keys(), old_keys);
    CHECK(wrong() == Codes{"older_window_keys", "no_window_key"});
  }
}

TEST_CASE_METHOD(VerifyFixture, "indexes that were exchanged are found", "[verify]") {
  const std::string other = GENERATE("messages_by_user", "messages_by_generation");
  const std::string both = "('messages_by_expiry', '" + other + "')";
  edit(
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT sum(rootpage) FROM "
      "sqlite_schema WHERE name IN " +
      both + ") - rootpage WHERE name IN " + both);
  CHECK(wrong().contains("damaged_database"));
}

TEST_CASE_METHOD(VerifyFixture, "an index with an entry less, or another value, is found",
                 "[verify]") {
  const std::size_t page =
      std::stoul(RawDatabase(database())
                     .look("SELECT rootpage FROM sqlite_schema WHERE name = 'messages_by_expiry'"));
  const std::size_t begin = (page - 1) * 4096;
  if (GENERATE(true, false)) {
    overwrite(database(), begin + 4, Bytes{3});  // the low byte of the number of cells
  } else {
    const std::string file = bytes_of(database());
    overwrite(database(), begin + 4095, Bytes{static_cast<std::uint8_t>(file[begin + 4095] ^ 1)});
  }
  CHECK(wrong().contains("damaged_database"));
}

TEST_CASE_METHOD(VerifyFixture, "a counter of ids that was altered is found", "[verify]") {
  edit("UPDATE sqlite_sequence SET seq = " + std::string(GENERATE("2", "-1", "'x'")));
  CHECK(wrong().contains("damaged_database"));
}
