// Key slots that somebody who can write the vault has moved, exchanged or altered: none of them
// opens any more, and those that were let alone do.

#include <functional>

#include "support/swap_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// What is done to the slots, and which of james' and anna's it touches.
struct Swap {
  std::string what;
  std::function<void(RawDatabase&)> work;
  Slots of_james, of_anna;
};

Swap statements(const std::string& sql, Slots of_james, Slots of_anna = {}) {
  return {sql, [sql](RawDatabase& db) { db.run(sql); }, std::move(of_james), std::move(of_anna)};
}

/// Exchanges what two slots of james, or one of james and one of anna, have in a column.
Swap exchange(const std::string& column, std::int64_t slot, std::int64_t other, bool of_anna) {
  const std::string first = at(1, slot);
  const std::string second = at(of_anna ? 2 : 1, other);
  const auto work = [=](RawDatabase& db) {
    const std::string set = "UPDATE key_slots SET " + column + " = ";
    const std::string look = "SELECT quote(" + column + ") FROM key_slots";
    const std::string value = db.look(look + first);
    const std::string other_value = db.look(look + second);
    db.run(set + other_value + first + "; " + set + value + second);
  };
  const std::string what = column + first + " and" + second;
  if (of_anna) return {what, work, {slot}, {other}};
  return {what, work, {slot, other}, {}};
}

const std::string kColumns = "kind, created_at, params, kek_id, sealed_key FROM key_slots";

const std::vector<Swap> kSwaps{
    statements("UPDATE key_slots SET user_id = -user_id; "
               "UPDATE key_slots SET user_id = 3 + user_id",
               {1, 2, 3}, {1, 2, 3}),
    statements("UPDATE key_slots SET user_id = -user_id WHERE slot = 1; "
               "UPDATE key_slots SET user_id = 3 + user_id WHERE user_id < 0",
               {1}, {1}),
    statements("UPDATE key_slots SET user_id = -user_id WHERE slot = 2; "
               "UPDATE key_slots SET user_id = 3 + user_id WHERE user_id < 0",
               {2}, {2}),
    statements("DELETE FROM key_slots" + at(1, 2) + "; INSERT INTO key_slots SELECT 1, 2, " +
                   kColumns + at(2, 2),
               {2}),
    statements("INSERT INTO key_slots SELECT 1, 4, " + kColumns + at(2, 2), {}),
    statements("INSERT INTO key_slots SELECT 1, 0, " + kColumns + at(1, 2), {2}),
    statements("UPDATE key_slots SET slot = -slot WHERE user_id = 1 AND slot > 1; "
               "UPDATE key_slots SET slot = 5 + slot WHERE slot < 0",
               {2, 3}),
    statements("UPDATE key_slots SET slot = -slot WHERE user_id = 1 AND slot < 3; "
               "UPDATE key_slots SET slot = 3 + slot WHERE slot < 0",
               {1, 2}),
    statements("UPDATE key_slots SET slot = slot + 10 WHERE user_id = 1", {1, 2, 3}),
    exchange("kind", 1, 2, false),
    exchange("params", 1, 2, false),
    exchange("params", 1, 1, true),
    exchange("created_at", 2, 3, false),
    exchange("sealed_key", 2, 3, false),
    exchange("sealed_key", 1, 2, false),
    exchange("sealed_key", 1, 1, true),
    exchange("sealed_key", 2, 2, true),
    exchange("kek_id", 2, 3, false),
    exchange("kek_id", 1, 1, true),
};

}  // namespace

TEST_CASE_METHOD(SwapFixture, "slots that were exchanged, moved or copied do not open",
                 "[slots][swap]") {
  check("james", {});
  check("anna", {});
  for (const Swap& swap : kSwaps) {
    CAPTURE(swap.what);
    RawDatabase db(database());
    swap.work(db);
    check("james", swap.of_james);
    check("anna", swap.of_anna);
    put_everything_back();
  }
}

TEST_CASE_METHOD(KeyFixture, "slots of another vault do not open", "[slots][swap]") {
  KeyFixture other;
  const Key file = key("james");
  UnlockedUser here = enroll(passphrase("the same"));
  REQUIRE(here.add_key(file) == SlotNumber{2});
  const MessageId id = here.store(draft("kept")).id;
  const Key key_here = Key::of_kek(here.kek());
  UnlockedUser there = other.enroll(passphrase("the same"));
  REQUIRE(there.add_key(file) == SlotNumber{2});
  const Key key_there = Key::of_kek(there.kek());
  const auto unlocking_by = [&](const Key& with) { return error_kind([&] { unlock(with); }); };

  RawDatabase db(database());
  db.run("CREATE TEMP TABLE old AS SELECT * FROM key_slots; ATTACH '" + other.database().string() +
         "' AS other; DELETE FROM main.key_slots; "
         "INSERT INTO main.key_slots SELECT * FROM other.key_slots");
  CHECK(unlocking_by(passphrase("the same")) == ErrorKind::wrong_key);
  CHECK(unlocking_by(file) == ErrorKind::wrong_key);
  CHECK(unlocking_by(key_here) == ErrorKind::wrong_key);
  CHECK(unlocking_by(key_there) == ErrorKind::authentication_failed);
  db.run(
      "UPDATE main.key_slots SET kek_id = (SELECT kek_id FROM old WHERE old.slot = "
      "main.key_slots.slot)");
  CHECK(unlocking_by(file) == ErrorKind::authentication_failed);
  CHECK(unlocking_by(key_here) == ErrorKind::authentication_failed);
  CHECK(unlocking_by(key_there) == ErrorKind::wrong_key);
  db.run("DELETE FROM main.key_slots; INSERT INTO main.key_slots SELECT * FROM old");
  UnlockedUser again = unlock(file);
  CHECK(read(again, id) == "kept");
}

TEST_CASE_METHOD(KeyFixture,
                 "of passphrases with different parameters the one that is whole still opens",
                 "[slots][swap]") {
  UnlockedUser james = enroll(passphrase("first"));
  REQUIRE(james.add_key(passphrase("second")) == SlotNumber{2});
  const Key file = key("james");
  REQUIRE(james.add_key(file) == SlotNumber{3});
  const MessageId id = james.store(draft("kept")).id;
  RawDatabase(database())
      .run(
          "UPDATE key_slots SET params = CAST(substr(params, 1, 27) || x'00' AS BLOB) WHERE slot = "
          "2");
  for (const std::int64_t number : {1, 2}) CHECK(slot(number).damaged);  // nobody can tell which
  CHECK_FALSE(slot(3).damaged);
  for (const char* text : {"second", "third"})
    CHECK(error_kind([&] { unlock(passphrase(text)); }) == ErrorKind::authentication_failed);
  CHECK(error_kind([&] { james.add_key(passphrase("third")); }) ==
        ErrorKind::authentication_failed);
  UnlockedUser by_file = unlock(file);
  CHECK(read(by_file, id) == "kept");
  UnlockedUser again = unlock(passphrase("first"));
  CHECK(read(again, id) == "kept");
  again.remove_key(slot(2));
  CHECK_FALSE(slot(1).damaged);
  CHECK(unlock(passphrase("first")).slot() == SlotNumber{1});
}
