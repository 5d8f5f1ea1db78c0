// A purge destroys keys first, whatever has become of the database, and says what it did.

#include <fstream>

#include "support/all_files.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct PurgeFixture : VaultFixture {
  std::string key;  // of the window that ends first

  PurgeFixture() {
    UnlockedUser james = user("james");
    james.store(draft("first", 1min));
    key = std::string(as_text(live_slots(window_keys()).front().key));
    user("anna").store(draft("second", 1min));
    james.store(draft("kept", 24h));
    clock.advance(2min + 8s);  // the window has ended
  }

  PurgeReport purge(VaultOptions options = {}) {
    options.busy_timeout = 50ms;
    return purge_vault(place(), clock, random, options);
  }
  bool key_is_there() { return bytes_of(window_keys()).find(key) != std::string::npos; }
  std::optional<ErrorKind> failure_of(const PurgeReport& report) {
    return report.failure ? std::optional(report.failure->kind()) : std::nullopt;
  }
  std::string rows() { return RawDatabase(database()).look("SELECT count(*) FROM messages"); }
};

}  // namespace

TEST_CASE_METHOD(PurgeFixture, "a purge needs no key, and tells what it destroyed", "[purge]") {
  fs::remove(key_file("james"));
  fs::remove(key_file("anna"));
  REQUIRE(key_is_there());
  const PurgeReport report = purge();
  CHECK(report.messages == 2);
  CHECK(report.windows == 2);
  CHECK(report.overdue == 68s);
  CHECK_FALSE(report.failure);
  CHECK(report.vault_found);
  CHECK_FALSE(key_is_there());
  CHECK(rows() == "1");
}

TEST_CASE_METHOD(PurgeFixture, "a second purge has nothing to do, and changes nothing", "[purge]") {
  purge();
  const auto before = all_files(folder.path());
  const PurgeReport report = purge();
  CHECK(report.messages == 0);
  CHECK(report.windows == 0);
  CHECK(report.overdue == 0ms);
  CHECK((all_files(folder.path()) == before));
}

TEST_CASE_METHOD(PurgeFixture, "a dry run tells the same, and changes no byte", "[purge]") {
  const auto before = all_files(folder.path());
  VaultOptions look;
  look.look_only = true;
  const PurgeReport report = purge(look);
  CHECK(report.messages == 2);
  CHECK(report.windows == 2);
  CHECK(report.overdue == 68s);
  CHECK((all_files(folder.path()) == before));
  CHECK(key_is_there());
  look.busy_timeout = 50ms;
  Vault vault = Vault::open(place(), clock, random, look);
  const PurgeReport again = vault.purge();
  CHECK(again.messages == 2);
  CHECK(again.windows == 2);
  CHECK((all_files(folder.path()) == before));
}

TEST_CASE_METHOD(PurgeFixture, "with the database locked the keys go, and it says busy",
                 "[purge]") {
  {
    RawDatabase holder(database());
    holder.run("BEGIN EXCLUSIVE");
    const PurgeReport report = purge();
    CHECK(failure_of(report) == ErrorKind::busy);
    CHECK(report.windows == 2);
    CHECK(report.messages == 0);
    CHECK_FALSE(key_is_there());
  }
  const PurgeReport later = purge();
  CHECK(later.messages == 2);
  CHECK_FALSE(later.failure);
}

TEST_CASE_METHOD(PurgeFixture, "with a damaged database the keys go, and the damage is told",
                 "[purge]") {
  const std::size_t size = bytes_of(database()).size();
  const std::string garbage =
      GENERATE_COPY(std::string(), std::string("hello"), std::string(size, '\x5a'),
                    std::string("SQLite format 3\0", 16) + std::string(size, '\x5a'));
  put_back(database(), garbage);
  const PurgeReport report = purge();
  CHECK(report.windows == 2);
  CHECK((failure_of(report) == ErrorKind::not_a_vault ||
         failure_of(report) == ErrorKind::authentication_failed));
  CHECK_FALSE(key_is_there());
  CHECK(bytes_of(database()) == garbage);
}

TEST_CASE_METHOD(PurgeFixture, "without a database the keys go, and none is made", "[purge]") {
  fs::remove(database());
  const PurgeReport report = purge();
  CHECK(report.windows == 2);
  CHECK_FALSE(report.vault_found);
  CHECK_FALSE(report.failure);
  CHECK_FALSE(key_is_there());
  CHECK_FALSE(fs::exists(database()));
}

TEST_CASE("if there is nothing at all, a purge makes nothing", "[purge]") {
  VaultFixture nothing;
  const PurgeReport report = purge_vault(nothing.place(), nothing.clock, nothing.random);
  CHECK_FALSE(report.vault_found);
  CHECK_FALSE(report.failure);
  CHECK(all_files(nothing.folder.path()).empty());
}

TEST_CASE_METHOD(PurgeFixture, "without window keys nothing is purged, since nobody knows the time",
                 "[purge]") {
  fs::remove(window_keys());
  const PurgeReport report = purge();
  CHECK(failure_of(report) == ErrorKind::not_a_vault);
  CHECK(report.messages == 0);
  CHECK(rows() == "3");
}

TEST_CASE_METHOD(PurgeFixture,
                 "a sync that fails twice is told as not written; a later one does it", "[purge]") {
  TestDisk disk;
  VaultOptions options;
  options.disk = &disk;
  disk.failing_syncs = 1000;
  const PurgeReport report = purge(options);
  CHECK(failure_of(report) == ErrorKind::not_written);
  CHECK(report.windows == 0);
  CHECK_FALSE(purge().failure);
  CHECK_FALSE(key_is_there());
}

TEST_CASE_METHOD(PurgeFixture, "two vaults in one state folder: the keys of both go", "[purge]") {
  VaultPlace other{folder / "other.db", state()};
  Vault vault = Vault::open_or_create(other, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), folder / "other.key").user;
  james.store(draft("theirs", 1min));
  clock.advance(3min);
  std::size_t live = 0;
  const PurgeReport report = purge();
  CHECK_FALSE(report.failure);
  CHECK(report.messages == 2);
  CHECK(report.windows == 3);
  for (const auto& file : fs::directory_iterator(state()))
    if (file.path().extension() == ".windows") live += live_slots(file).size();
  CHECK(live == 1);
  const PurgeReport theirs = purge_vault(other, clock, random);
  CHECK(theirs.messages == 1);
  CHECK_FALSE(theirs.failure);
}

TEST_CASE_METHOD(PurgeFixture, "another vault's damaged window keys are reported, ours go anyway",
                 "[purge]") {
  const std::string other = std::string(32, '0') + ".windows";
  std::ofstream(state() / other) << "damaged";
  fs::permissions(state() / other, fs::perms(0600));
  std::ofstream(state() / "notes.windows") << "no window keys at all";
  const PurgeReport report = purge();
  CHECK(failure_of(report) == ErrorKind::not_a_vault);
  CHECK(std::string(report.failure->what()).find(other) != std::string::npos);
  CHECK(report.windows == 2);
  CHECK(report.messages == 2);
  CHECK_FALSE(key_is_there());
}
