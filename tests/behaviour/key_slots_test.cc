// What a user does with key slots, and what is refused.

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// James with two key files, in slots 1 and 2, and a message.
struct TwoKeys : KeyFixture {
  Key first = key("first");
  Key second = key("second");
  UnlockedUser james = enroll(first);
  MessageId id = james.store(draft("kept")).id;

  TwoKeys() { REQUIRE(james.add_key(second) == SlotNumber{2}); }

  bool opens(const Key& with) {
    const auto kind = error_kind([&] {
      UnlockedUser user = unlock(with);
      CHECK(read(user, id) == "kept");
    });
    CHECK((!kind || kind == ErrorKind::wrong_key));
    return !kind;
  }
};

std::optional<ErrorKind> passphrase_error(const std::string& text) {
  return error_kind([&] { passphrase(text); });
}

}  // namespace

TEST_CASE_METHOD(TwoKeys, "each key of a user opens the same messages", "[slots]") {
  CHECK(opens(first));
  CHECK(opens(second));
  CHECK_FALSE(opens(key("third")));
  const auto slots = locked().slots();
  REQUIRE(slots.size() == 2);
  CHECK(slots[1].number == SlotNumber{2});
  CHECK(slots[1].kind == SlotKind::key_file);
  CHECK(slots[1].created_at == clock.wall());
  CHECK(slots[1].cost == Argon2Cost{});
  CHECK(unlock(second).slot() == SlotNumber{2});
}

TEST_CASE_METHOD(TwoKeys, "a key that opens a slot already is not added", "[slots]") {
  CHECK(error_kind([&] { james.add_key(first); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.add_key(second); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.change_key(first); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.change_key(second); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.add_key(Key::of_kek(james.kek())); }) == ErrorKind::usage);
  CHECK(slot_numbers() == Numbers{1, 2});
  CHECK(opens(first));
}

TEST_CASE_METHOD(TwoKeys, "a key is changed in its slot", "[slots]") {
  const Key old_kek = Key::of_kek(james.kek());
  const Key third = key("third");
  UnlockedUser by_old = unlock(first);
  UnlockedUser by_other = unlock(second);
  james.change_key(third);
  CHECK(james.slot() == SlotNumber{1});
  CHECK(read(james, id) == "kept");
  CHECK(slot_numbers() == Numbers{1, 2});
  CHECK_FALSE(opens(first));
  CHECK_FALSE(opens(old_kek));
  CHECK(opens(third));
  CHECK(opens(second));
  CHECK(opens(Key::of_kek(james.kek())));
  CHECK(error_kind([&] { by_old.get(id); }) == ErrorKind::wrong_key);
  CHECK(read(by_other, id) == "kept");
}

TEST_CASE_METHOD(TwoKeys, "a slot is removed with the key of another", "[slots]") {
  james.remove_key(slot(2));
  CHECK(slot_numbers() == Numbers{1});
  CHECK_FALSE(opens(second));
  CHECK(opens(first));
  CHECK(james.add_key(second) == SlotNumber{2});
  CHECK(opens(second));
}

TEST_CASE_METHOD(TwoKeys, "the slot of the key that is presented, the last one, and none are kept",
                 "[slots]") {
  for (const std::int64_t number : {1, 0, 3, -1})
    CHECK(error_kind([&] { james.remove_key(slot(number)); }) == ErrorKind::usage);
  CHECK(slot_numbers() == Numbers{1, 2});
  james.remove_key(slot(2));
  CHECK(error_kind([&] { james.remove_key(slot(1)); }) == ErrorKind::usage);
  CHECK(opens(first));
}

TEST_CASE_METHOD(TwoKeys, "whose slot another process has removed gets nothing any more",
                 "[slots]") {
  UnlockedUser removed = unlock(second);
  REQUIRE(read(removed, id) == "kept");
  james.remove_key(slot(2));
  const auto refused = [](const auto& work) { return error_kind(work) == ErrorKind::wrong_key; };
  CHECK(refused([&] { removed.get(id); }));
  CHECK(refused([&] { removed.store(draft("x")); }));
  CHECK(refused([&] { removed.list(); }));
  CHECK(refused([&] { removed.find(as_bytes("x")); }));
  CHECK(refused([&] { removed.remove(std::vector{id}); }));
  CHECK(refused([&] { removed.remove_all(); }));
  CHECK(refused([&] { removed.get_all([](const Message&) {}, [](const Error&) {}); }));
  CHECK(refused([&] { removed.demonstrate_iv(id); }));
  CHECK(refused([&] { removed.add_key(second); }));
  CHECK(refused([&] { removed.change_key(key("third")); }));
  CHECK(refused([&] { removed.remove_key(slot(1)); }));
  CHECK(refused([&] { removed.rotate({}, true); }));
  CHECK(refused([&] { open().verify(&removed); }));
  CHECK(james.list().size() == 1);
  CHECK(slot_numbers() == Numbers{1});
}

TEST_CASE_METHOD(TwoKeys, "who opened a slot that another process has moved acts on the new one",
                 "[slots]") {
  UnlockedUser moved = unlock(second);
  james.remove_key(slot(2));
  const Key third = key("third");
  REQUIRE(james.add_key(third) == SlotNumber{2});
  REQUIRE(james.add_key(second) == SlotNumber{3});
  SECTION("reading") {
    CHECK(read(moved, id) == "kept");
    CHECK(moved.slot() == SlotNumber{3});
  }
  SECTION("changing its key") {
    const Key fourth = key("fourth");
    moved.change_key(fourth);
    CHECK(opens(third));
    CHECK(opens(fourth));
    CHECK_FALSE(opens(second));
  }
  SECTION("removing it") {
    CHECK(error_kind([&] { moved.remove_key(slot(3)); }) == ErrorKind::usage);
    moved.remove_key(slot(2));
    CHECK_FALSE(opens(third));
    CHECK(opens(second));
  }
}

TEST_CASE_METHOD(KeyFixture, "a user who is there already is enrolled by no other key", "[slots]") {
  const Key file = key("james");
  enroll(file);
  CHECK(enroll(file).slot() == SlotNumber{1});
  CHECK(error_kind([&] { enroll(key("another")); }) == ErrorKind::wrong_key);
  CHECK(slot_numbers() == Numbers{1});
  CHECK_FALSE(open().find_user(UserName("anna")));
}

TEST_CASE("a passphrase is 1 to 1024 bytes without NUL", "[slots][passphrase]") {
  CHECK(passphrase_error("") == ErrorKind::usage);
  CHECK(passphrase_error(std::string(1025, 'x')) == ErrorKind::usage);
  CHECK(passphrase_error(std::string("a\0b", 3)) == ErrorKind::usage);
  CHECK_FALSE(passphrase_error("x"));
  CHECK_FALSE(passphrase_error(std::string(1024, '\xff')));
  CHECK(error_kind([] { Key::of_kek(SecureBytes(79)); }) == ErrorKind::wrong_key);
  CHECK(error_kind([] { Key::of_kek({}); }) == ErrorKind::wrong_key);
}
