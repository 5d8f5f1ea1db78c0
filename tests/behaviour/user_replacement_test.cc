// A new user in the place of one whose keys are lost: what is destroyed, and what is not.

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct ReplacementFixture : VaultFixture {
  UserName james{"james"};

  ReplacementFixture() { user("james").store(draft("lost", 1h)); }

  Key new_key(const std::string& name) {
    KeyFile::generate(random).write_new(key_file(name), james);
    return Key::of_file(KeyFile::read(key_file(name)));
  }
  UnlockedUser replace(Vault& vault, const Key& key) {
    return vault.replace_user(vault.find_user(james).value(), key);
  }
};

}  // namespace

TEST_CASE_METHOD(ReplacementFixture, "a replaced user's messages cannot be read in an older copy",
                 "[replacement]") {
  const std::string older = bytes_of(database());
  Vault vault = open();
  UnlockedUser replaced = replace(vault, new_key("new"));
  CHECK(live_slots(window_keys()).empty());
  CHECK(replaced.list().empty());
  CHECK(replaced.store(draft("next")).id == 2);
  put_back(database(), older);
  UnlockedUser before = open().unlock(james, key_file("james")).value();
  CHECK_FALSE(before.get(1).has_value());
}

TEST_CASE_METHOD(ReplacementFixture, "who was unlocked before the replacement stores nothing more",
                 "[replacement]") {
  UnlockedUser before = user("james");
  Vault vault = open();
  replace(vault, new_key("new"));
  CHECK(error_kind([&] { before.store(draft("late")); }) == ErrorKind::wrong_key);
}

TEST_CASE_METHOD(ReplacementFixture, "slots that have changed meanwhile are not replaced",
                 "[replacement]") {
  Vault vault = open();
  const LockedUser seen = vault.find_user(james).value();
  user("james").add_key(new_key("spare"));
  CHECK(error_kind([&] { vault.replace_user(seen, new_key("new")); }) == ErrorKind::busy);
  CHECK(vault.find_user(james).value().slots().size() == 2);
}

TEST_CASE_METHOD(ReplacementFixture, "a key that opens the messages replaces nobody",
                 "[replacement]") {
  Vault vault = open();
  const Key key = Key::of_file(KeyFile::read(key_file("james")));
  CHECK(error_kind([&] { replace(vault, key); }) == ErrorKind::usage);
  CHECK(user("james").get(1).has_value());
}

TEST_CASE_METHOD(ReplacementFixture, "what a later program made is not destroyed",
                 "[replacement]") {
  const char* change = GENERATE("UPDATE messages SET flags = 4", "UPDATE key_slots SET kind = 9");
  RawDatabase(database()).run(change);
  Vault vault = open();
  CHECK(error_kind([&] { replace(vault, new_key("new")); }) == ErrorKind::not_a_vault);
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "1");
}

TEST_CASE_METHOD(ReplacementFixture, "if the window keys are lost, a user can be replaced",
                 "[replacement]") {
  std::filesystem::remove(window_keys());
  Vault vault = Vault::open(place(), clock, random);
  UnlockedUser replaced = replace(vault, new_key("new"));
  CHECK(replaced.slot() == SlotNumber{1});
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "0");
  CHECK(open().unlock(james, key_file("new")).value().store(draft("next")).id >= 2);
}

TEST_CASE_METHOD(ReplacementFixture, "a damaged window-key file keeps a user as they were",
                 "[replacement]") {
  std::filesystem::resize_file(window_keys(), 100);
  Vault vault = Vault::open(place(), clock, random);
  CHECK(error_kind([&] { replace(vault, new_key("new")); }).has_value());
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "1");
}
