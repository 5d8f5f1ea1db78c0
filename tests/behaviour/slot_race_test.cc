// Another process that changes the key slots after this one has looked at them, and before it has
// the lock: at the first random bytes that it takes.

#include <functional>
#include <utility>

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// Lets another process go first, once.
class InterruptedRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override {
    if (const auto work = std::exchange(interruption, nullptr)) work();
    system_.fill(out);
  }

  std::function<void()> interruption;

 private:
  SystemRandom system_;
};

struct SlotRace : KeyFixture {
  InterruptedRandom interrupted;
  const Key first = key("first");
  const Key second = key("second");
  UnlockedUser other = enroll(first);
  UnlockedUser james =
      Vault::open(place(), clock, interrupted).find_user(UserName("james")).value().unlock(first);
  MessageId id = other.store(draft("kept")).id;

  void check_reads(const Key& with) {
    UnlockedUser user = unlock(with);
    CHECK(read(user, id) == "kept");
  }
};

}  // namespace

TEST_CASE_METHOD(SlotRace, "of two processes that add a first passphrase one is told to try again",
                 "[slots][race]") {
  interrupted.interruption = [&] { other.add_key(passphrase("theirs")); };
  CHECK(error_kind([&] { james.add_key(passphrase("mine")); }) == ErrorKind::busy);
  CHECK(slot_numbers() == Numbers{1, 2});
  // Nobody has shown yet that the salt of theirs is no attacker's.
  CHECK(error_kind([&] { james.add_key(passphrase("mine")); }) == ErrorKind::usage);
  CHECK(unlock(passphrase("theirs")).add_key(passphrase("mine")) == SlotNumber{3});
  check_reads(passphrase("mine"));
}

TEST_CASE_METHOD(SlotRace,
                 "a passphrase that comes for a slot which is removed is not put anywhere",
                 "[slots][race]") {
  REQUIRE(other.add_key(second) == SlotNumber{2});
  UnlockedUser by_second = unlock(second);
  interrupted.interruption = [&] { by_second.remove_key(slot(1)); };
  CHECK(error_kind([&] { james.change_key(passphrase("mine")); }) == ErrorKind::wrong_key);
  CHECK(slot_numbers() == Numbers{2});
  check_reads(second);
}

TEST_CASE_METHOD(SlotRace, "a slot that comes while a rotation begins is not lost",
                 "[slots][race]") {
  interrupted.interruption = [&] { other.add_key(second); };
  CHECK(error_kind([&] { james.rotate({}, false); }) == ErrorKind::wrong_key);
  check_reads(first);
  check_reads(second);
}

TEST_CASE_METHOD(SlotRace, "what another process does while a rotation begins is kept",
                 "[rotation][race]") {
  SECTION("it stores") {
    MessageId new_id = 0;
    interrupted.interruption = [&] { new_id = other.store(draft("new")).id; };
    CHECK(james.rotate({}, false).messages == 2);
    CHECK(read(james, new_id) == "new");
    CHECK(read(other, new_id) == "new");
  }
  SECTION("it rotates") {
    interrupted.interruption = [&] { other.rotate({}, false); };
    CHECK(james.rotate({}, false).messages == 1);
    CHECK(read(james, id) == "kept");
    CHECK(read(other, id) == "kept");
  }
  SECTION("it changes the key of the slot") {
    interrupted.interruption = [&] { other.change_key(second); };
    CHECK(error_kind([&] { james.rotate({}, true); }) == ErrorKind::wrong_key);
    check_reads(second);
  }
}

TEST_CASE_METHOD(SlotRace, "of two processes that enroll a user one is first", "[slots][race]") {
  Vault vault = Vault::open(place(), clock, interrupted);
  SECTION("with one key") {
    interrupted.interruption = [&] { enroll(second, "anna"); };
    UnlockedUser anna = vault.enroll(UserName("anna"), second);
    const MessageId of_anna = anna.store(draft("of anna")).id;
    UnlockedUser again = unlock(second, "anna");
    CHECK(read(again, of_anna) == "of anna");
  }
  SECTION("with two keys") {
    interrupted.interruption = [&] { enroll(first, "anna"); };
    CHECK(error_kind([&] { vault.enroll(UserName("anna"), second); }) == ErrorKind::wrong_key);
    CHECK(unlock(first, "anna").slot() == SlotNumber{1});
  }
}
