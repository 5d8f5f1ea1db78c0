// Slots that passphrases open. Each derivation takes a fifth of a second, so there are few.

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// James with a passphrase of the largest size.
struct WithPassphrase : KeyFixture {
  const std::string text = std::string(kMaxPassphraseSize, '\xff');
  UnlockedUser james = enroll(passphrase(text));
  MessageId id = james.store(draft("kept")).id;

  std::optional<ErrorKind> unlocking_by(const Key& with) {
    return error_kind([&] {
      UnlockedUser user = unlock(with);
      CHECK(read(user, id) == "kept");
    });
  }
  std::string params(std::int64_t slot) {
    return RawDatabase(database())
        .look("SELECT hex(params) FROM key_slots WHERE slot = " + std::to_string(slot));
  }
};

}  // namespace

TEST_CASE_METHOD(WithPassphrase, "a passphrase opens its slot, and no other does",
                 "[slots][passphrase]") {
  CHECK_FALSE(unlocking_by(passphrase(text)));
  CHECK(unlocking_by(passphrase(text.substr(1))) == ErrorKind::wrong_key);
  CHECK(unlocking_by(key("james")) == ErrorKind::wrong_key);
  CHECK(james.slot_kind() == SlotKind::passphrase);
  const auto slots = locked().slots();
  REQUIRE(slots.size() == 1);
  CHECK(slots[0].kind == SlotKind::passphrase);
  CHECK(slots[0].cost == Argon2Cost{64 * 1024, 3, 4});
  CHECK(locked().has_slot(SlotKind::passphrase));
  CHECK_FALSE(locked().has_slot(SlotKind::key_file));
}

TEST_CASE_METHOD(WithPassphrase, "the KEK of a passphrase opens its slot until it is changed",
                 "[slots][passphrase]") {
  const Key kek = Key::of_kek(james.kek());
  CHECK_FALSE(unlocking_by(kek));
  const std::string old_params = params(1);
  james.change_key(passphrase("new"));
  CHECK(params(1).size() == 56);
  CHECK(params(1) != old_params);  // the only one has a salt of its own
  CHECK(unlocking_by(kek) == ErrorKind::wrong_key);
  CHECK_FALSE(unlocking_by(Key::of_kek(james.kek())));
  CHECK_FALSE(unlocking_by(passphrase("new")));
  CHECK(unlocking_by(passphrase(text)) == ErrorKind::wrong_key);
}

TEST_CASE_METHOD(WithPassphrase, "the passphrases of a user share one salt",
                 "[slots][passphrase]") {
  REQUIRE(james.add_key(passphrase("second")) == SlotNumber{2});
  CHECK(params(2) == params(1));
  CHECK_FALSE(unlocking_by(passphrase("second")));
  CHECK(error_kind([&] { james.add_key(passphrase("second")); }) == ErrorKind::usage);
  const std::string shared = params(1);
  james.change_key(passphrase("third"));
  CHECK(params(1) == shared);
  UnlockedUser anna = enroll(passphrase("second"), "anna");
  CHECK(RawDatabase(database()).look("SELECT hex(params) FROM key_slots WHERE user_id = 2") !=
        shared);
}

TEST_CASE_METHOD(WithPassphrase, "a passphrase is changed into a key file, and back",
                 "[slots][passphrase]") {
  james.change_key(key("james"));
  CHECK(james.slot_kind() == SlotKind::key_file);
  CHECK(params(1).empty());
  CHECK(unlocking_by(passphrase(text)) == ErrorKind::wrong_key);
  CHECK_FALSE(unlocking_by(key("james")));
  james.change_key(passphrase("new"));
  CHECK(james.slot_kind() == SlotKind::passphrase);
  CHECK(unlocking_by(key("james")) == ErrorKind::wrong_key);
  CHECK_FALSE(unlocking_by(Key::of_kek(james.kek())));
}

TEST_CASE_METHOD(KeyFixture, "a user without a passphrase is not asked to pay for one",
                 "[slots][passphrase]") {
  enroll(key("james"));
  CHECK(error_kind([&] { unlock(passphrase("any")); }) == ErrorKind::wrong_key);
}
