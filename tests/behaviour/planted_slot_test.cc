// A slot that somebody who can write the vault has put beside the user's own.

#include <limits>

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct PlantedSlot : KeyFixture {
  const Key first = key("first");
  UnlockedUser james = enroll(first);

  void plant(std::int64_t number, int kind, const std::string& params) {
    RawDatabase(database())
        .run("INSERT INTO key_slots VALUES (1, " + std::to_string(number) + ", " +
             std::to_string(kind) + ", 0, " + params + ", randomblob(16), randomblob(96))");
  }

  std::optional<ErrorKind> adding(const Key& with) {
    return error_kind([&] { james.add_key(with); });
  }
};

/// The cheapest derivation that is within the bounds, and a salt of the attacker's.
const std::string kCheap = "x'00004c00000000010000000100112233445566778899aabbccddeeff'";

}  // namespace

TEST_CASE_METHOD(PlantedSlot, "a planted slot does not choose the salt and cost of a passphrase",
                 "[slots][planted]") {
  plant(2, 2, kCheap);
  CHECK(adding(passphrase("mine")) == ErrorKind::usage);
  CHECK(slot_numbers() == Numbers{1, 2});
  james.remove_key(slot(2));
  CHECK(james.add_key(passphrase("mine")) == SlotNumber{2});
  CHECK(slot(2).cost == Argon2Cost{64 * 1024, 3, 4});
}

TEST_CASE_METHOD(PlantedSlot, "a slot that mayfly did not write is listed as damaged, and removed",
                 "[slots][planted]") {
  const auto [kind, params] =
      GENERATE(std::pair{1, "x'00'"}, std::pair{2, "x'00'"}, std::pair{0, "zeroblob(28)"});
  plant(3, kind, params);
  CHECK_FALSE(slot(1).damaged);
  CHECK(slot(3).damaged);
  CHECK(open().verify(&james).findings.size() == 1);
  james.remove_key(slot(3));
  CHECK(slot_numbers() == Numbers{1});
  CHECK(open().verify(&james).findings.empty());
}

TEST_CASE_METHOD(PlantedSlot, "passphrase slots that differ are named, and tried a few times only",
                 "[slots][planted]") {
  REQUIRE(james.add_key(passphrase("mine")) == SlotNumber{2});
  for (int number = 3; number < 9; ++number)
    plant(
        number, 2,
        "x'00004c0000000001000000010011223344556677889900" + std::to_string(number * 111111) + "'");
  CHECK(unlock(passphrase("mine")).slot() == SlotNumber{2});
  RawDatabase(database()).run("UPDATE key_slots SET slot = slot + 20 WHERE slot = 2");
  try {
    unlock(passphrase("mine"));
    FAIL("more than four derivations");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::authentication_failed);
    CHECK(std::string(error.what()).find("slots 3, 4, 5, 6, 7, 8, 22 differ") != std::string::npos);
    CHECK(error.reason() == Reason::differing_slots);
  }
}

TEST_CASE_METHOD(PlantedSlot, "a slot of a later program is listed, kept, and only removed by name",
                 "[slots][planted]") {
  plant(3, 7, "zeroblob(500)");
  CHECK(slot(3).newer);
  CHECK_FALSE(slot(3).damaged);
  CHECK(open().verify(&james).findings.front().code == "newer_key_slot");
  CHECK_FALSE(open().verify(&james).findings.front().wrong);
  const bool drop = GENERATE(true, false);
  CHECK(error_kind([&] { james.rotate({}, drop); }) == ErrorKind::not_a_vault);
  CHECK(slot_numbers() == Numbers{1, 3});
  james.remove_key(slot(3));
  CHECK(numbers_of(james.rotate({}, drop).kept) == Numbers{1});
}

TEST_CASE_METHOD(PlantedSlot, "a user with slots of a later program alone waits for it",
                 "[slots][planted]") {
  const auto [kind, error] = GENERATE(std::pair{7, ErrorKind::not_a_vault},
                                      std::pair{0, ErrorKind::authentication_failed});
  RawDatabase(database()).run("UPDATE key_slots SET kind = " + std::to_string(kind));
  for (const Key& one : {first, key("another"), passphrase("any")})
    CHECK(error_kind([&] { unlock(one); }) == error);
  CHECK(locked().what_bars_all_keys().value().kind() == error);
}

TEST_CASE_METHOD(PlantedSlot, "beside a slot of a later program others open", "[slots][planted]") {
  plant(3, 7, "zeroblob(500)");
  RawDatabase(database())
      .run(
          "UPDATE key_slots SET kek_id = (SELECT kek_id FROM key_slots WHERE slot = 1), slot = 0 "
          "WHERE slot = 3");
  CHECK(unlock(first).slot() == SlotNumber{1});
  CHECK_FALSE(locked().what_bars_all_keys());
  CHECK(error_kind([&] { unlock(key("another")); }) == ErrorKind::wrong_key);
}

TEST_CASE_METHOD(PlantedSlot, "a slot with an impossible number is told of, and removed",
                 "[slots][planted]") {
  const std::int64_t number = GENERATE(std::numeric_limits<std::int64_t>::max(), std::int64_t{0},
                                       std::numeric_limits<std::int64_t>::min());
  plant(number, 1, "x''");
  CHECK(slot(number).damaged);
  CHECK_FALSE(open().verify(&james).findings.empty());
  if (number > 1) CHECK(adding(key("second")) == ErrorKind::authentication_failed);
  james.remove_key(slot(number));
  CHECK(james.add_key(key("second")) == SlotNumber{2});
}

TEST_CASE_METHOD(PlantedSlot, "another slot in the place of the one to remove is not removed",
                 "[slots][planted]") {
  REQUIRE(james.add_key(key("second")) == SlotNumber{2});
  const KeySlot unwanted = slot(2);
  clock.advance(std::chrono::seconds(1));
  UnlockedUser other = unlock(first);
  other.remove_key(unwanted);
  REQUIRE(other.add_key(key("third")) == SlotNumber{2});
  CHECK(error_kind([&] { james.remove_key(unwanted); }) == ErrorKind::usage);
  unlock(key("third"));
}
