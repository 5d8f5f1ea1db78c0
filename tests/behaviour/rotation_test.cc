// A new user key: everything is readable after it, and nothing by the old one.

#include <set>

#include "mayfly/encoding.h"
#include "support/all_files.h"
#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/rotation_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(BeforeRotation, "a rotation tells of its progress, as a look does", "[rotation]") {
  int told = 0;
  VaultOptions options;
  options.on_progress = [&told] { ++told; };
  Vault vault = Vault::open(place(), clock, random, options);
  UnlockedUser user = vault.find_user(UserName("james")).value().unlock(first);
  user.rotate(std::vector{second}, false);
  CHECK(told >= 4);
  vault.verify(&user);
  CHECK(told >= 9);
}

TEST_CASE_METHOD(BeforeRotation, "after a rotation every message is readable by every kept key",
                 "[rotation]") {
  const Rotation rotation = james.rotate(std::vector{second}, false);
  CHECK(rotation.messages == 4);
  CHECK(numbers_of(rotation.kept) == Numbers{1, 2});
  CHECK(rotation.dropped.empty());
  check_readable(james);
  check_readable_by(first);
  check_readable_by(second);
  check_anna();
  UnlockedUser again = unlock(second);
  CHECK(open().verify(&again).authenticated == 4);
  CHECK(open().verify(&again).findings.empty());
  CHECK(read(again, burn) == "once");
  CHECK_FALSE(read(again, burn));
}

TEST_CASE_METHOD(BeforeRotation, "the old user key opens no message after a rotation",
                 "[rotation]") {
  const auto copy = folder / "copy.db";
  std::filesystem::copy_file(database(), copy);
  const UserName name("james");
  const auto keys = keys_in(window_keys());
  CHECK(Attacker(copy, name, key_file("first")).opened_by(keys).size() == 4);
  james.rotate(std::vector{second}, false);
  const auto keys_after = keys_in(window_keys());
  CHECK(keys_after.size() == keys.size());
  CHECK(Attacker(database(), name, key_file("first"), copy).opened_by(keys_after).empty());
  CHECK(Attacker(database(), name, key_file("first")).opened_by(keys_after) ==
        std::set{plain, other_window, named, burn});
}

TEST_CASE_METHOD(BeforeRotation, "a rotation leaves no byte of a sealed row or slot behind",
                 "[rotation]") {
  const std::string file = bytes_of(database());
  const auto sealed = [&](const std::string& column, const std::string& where) {
    const std::string hex =
        RawDatabase(database()).look("SELECT lower(hex(" + column + ")) FROM " + where);
    return std::string(as_text(from_hex(hex).value()));
  };
  const std::string message = sealed("sealed", "messages WHERE id = 1");
  const std::string slot = sealed("sealed_key", "key_slots WHERE slot = 2");
  REQUIRE(file.find(message) != std::string::npos);
  REQUIRE(file.find(slot) != std::string::npos);
  james.rotate({}, true);
  for (const auto& [path, bytes] : all_files(folder.path())) {
    CAPTURE(path);
    CHECK(bytes.find(message) == std::string::npos);
    CHECK(bytes.find(slot) == std::string::npos);
  }
}

TEST_CASE_METHOD(BeforeRotation, "a slot that is dropped does not open, the others do",
                 "[rotation]") {
  UnlockedUser dropped = unlock(second);
  const Rotation rotation = james.rotate({}, true);
  CHECK(numbers_of(rotation.kept) == Numbers{1});
  CHECK(numbers_of(rotation.dropped) == Numbers{2});
  CHECK(slot_numbers() == Numbers{1});
  CHECK(error_kind([&] { unlock(second); }) == ErrorKind::wrong_key);
  CHECK(error_kind([&] { dropped.get(plain); }) == ErrorKind::wrong_key);
  check_readable_by(first);
}

TEST_CASE_METHOD(BeforeRotation, "a rotation that is refused changes nothing", "[rotation]") {
  const auto rotating = [&](std::vector<Key> others, bool drop) {
    return error_kind([&] { james.rotate(others, drop); });
  };
  const std::string calm = bytes_of(database());
  SECTION("the key of a slot is not presented") {
    CHECK(rotating({}, false) == ErrorKind::wrong_key);
    CHECK(rotating({first, first}, false) == ErrorKind::wrong_key);
  }
  SECTION("a key opens no slot") {
    CHECK(rotating({second, key("third")}, false) == ErrorKind::wrong_key);
    CHECK(rotating({key("third")}, true) == ErrorKind::wrong_key);
    CHECK(rotating({passphrase("any")}, true) == ErrorKind::wrong_key);
  }
  const bool unchanged = bytes_of(database()) == calm;
  CHECK(unchanged);
  check_readable(james);
  check_readable_by(second);
}

TEST_CASE_METHOD(BeforeRotation, "a rotation of something that was altered changes nothing",
                 "[rotation]") {
  RawDatabase(database())
      .run(GENERATE(
          as<std::string>(), "UPDATE messages SET sealed = zeroblob(length(sealed)) WHERE id = 3",
          "UPDATE messages SET name = zeroblob(length(name)) WHERE id = 3",
          "UPDATE messages SET created_at = created_at + 1 WHERE id = 4",
          "UPDATE messages SET user_id = 1 WHERE id = 5",
          "UPDATE key_slots SET sealed_key = zeroblob(96) WHERE user_id = 1 AND slot = 2",
          "UPDATE key_slots SET created_at = created_at + 1 WHERE user_id = 1 AND slot = 2"));
  const std::string messages = rows("messages");
  const std::string slots = rows("key_slots");
  CHECK(error_kind([&] { james.rotate(std::vector{second}, false); }) ==
        ErrorKind::authentication_failed);
  CHECK(rows("messages") == messages);
  CHECK(rows("key_slots") == slots);
  CHECK(read(james, plain) == "plain");
  UnlockedUser again = unlock(first);
  CHECK(read(again, plain) == "plain");
}

TEST_CASE_METHOD(BeforeRotation, "a slot that was altered is not sealed anew, open or not",
                 "[rotation]") {
  RawDatabase(database()).run("UPDATE key_slots SET created_at = created_at + 1 WHERE slot = 1");
  const std::string slots = rows("key_slots");
  CHECK(error_kind([&] { james.rotate(std::vector{second}, false); }) ==
        ErrorKind::authentication_failed);
  CHECK(rows("key_slots") == slots);
  UnlockedUser by_second = unlock(second);
  CHECK(numbers_of(by_second.rotate({}, true).dropped) == Numbers{1});
  check_readable(by_second);
}

TEST_CASE_METHOD(BeforeRotation, "a rotation leaves other users' rows as they are", "[rotation]") {
  const auto rows_of_anna = [&] {
    RawDatabase db(database());
    return db.look("SELECT hex(sealed) FROM messages WHERE user_id = 2") +
           db.look("SELECT hex(sealed_key) FROM key_slots WHERE user_id = 2");
  };
  const std::string before = rows_of_anna();
  UnlockedUser anna = unlock(key("anna"), "anna");
  james.rotate(std::vector{second}, false);
  CHECK(rows_of_anna() == before);
  CHECK(read(anna, of_anna) == "of anna");
}

TEST_CASE_METHOD(BeforeRotation, "a rotation passes by what has expired", "[rotation]") {
  clock.advance(3h);
  CHECK(james.rotate(std::vector{second}, false).messages == 1);
  CHECK(read(james, other_window) == "other window");
  CHECK(james.list().size() == 1);
}

TEST_CASE_METHOD(KeyFixture, "a passphrase slot is kept by a rotation, or dropped", "[rotation]") {
  UnlockedUser james = enroll(key("james"));
  const MessageId id = james.store(draft("kept")).id;
  REQUIRE(james.add_key(passphrase("long enough")) == SlotNumber{2});
  CHECK(numbers_of(james.rotate(std::vector{passphrase("long enough")}, false).kept) ==
        Numbers{1, 2});
  UnlockedUser again = unlock(passphrase("long enough"));
  CHECK(read(again, id) == "kept");
  CHECK(numbers_of(again.rotate({}, true).dropped) == Numbers{1});
  CHECK(read(again, id) == "kept");
  CHECK(error_kind([&] { unlock(key("james")); }) == ErrorKind::wrong_key);
}
