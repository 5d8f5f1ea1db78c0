// A purge of a vault whose database stands on a disk that is full or read-only.

#include <fstream>

#include "support/catch.h"
#include "support/errors.h"
#include "support/small_disk.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct DiskPurgeFixture : VaultFixture {
  SmallDisk disk{folder / "disk", "256k"};
  VaultPlace on_disk{folder / "disk/vault.db", state()};

  void store_short() {
    Vault vault = Vault::open_or_create(on_disk, clock, random);
    vault.unlock_or_enroll(UserName("james"), key_file("james"))
        .user.store(draft(std::string(20'000, 'x'), 1min));
    clock.advance(3min);
  }
  PurgeReport purge() { return purge_vault(on_disk, clock, random, {50ms}); }
  void fill() {
    std::ofstream(folder / "disk/filler") << std::string(256 << 10, 'x');  // until nothing fits
  }
  void empty() { fs::remove(folder / "disk/filler"); }
};

}  // namespace

TEST_CASE_METHOD(DiskPurgeFixture, "with the database on a full disk the keys go first",
                 "[purge][disk]") {
  if (disk.is_missing()) return;
  store_short();
  std::ofstream(folder / "disk/filler") << std::string(256 << 10, 'x');  // until nothing fits
  const PurgeReport report = purge();
  REQUIRE(report.failure);
  CHECK(report.failure->kind() == ErrorKind::not_written);
  CHECK(report.windows == 1);
  CHECK(live_slots(window_keys()).empty());
  fs::remove(folder / "disk/filler");
  CHECK(purge().messages == 1);
}

TEST_CASE_METHOD(DiskPurgeFixture, "with the database on a read-only disk the keys go",
                 "[purge][disk]") {
  if (disk.is_missing()) return;
  store_short();
  disk.set_read_only(true);
  const PurgeReport report = purge();
  REQUIRE(report.failure);
  CHECK(report.failure->kind() == ErrorKind::not_written);
  CHECK(report.windows == 1);
  CHECK(live_slots(window_keys()).empty());
  disk.set_read_only(false);
  CHECK(purge().messages == 1);
}

TEST_CASE_METHOD(DiskPurgeFixture, "what could not be stored leaves no window key behind",
                 "[purge][disk]") {
  if (disk.is_missing()) return;
  Vault vault = Vault::open_or_create(on_disk, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  std::vector<Draft> drafts;
  for (int i = 0; i < 3; ++i) {
    drafts.push_back(draft(std::string(200'000, 'x'), 24h));
    drafts.back().burn = true;
  }
  CHECK_THROWS_AS(james.store_all(std::move(drafts)), Error);
  CHECK(james.list().empty());
  CHECK(live_slots(window_keys()).empty());
}

TEST_CASE_METHOD(DiskPurgeFixture, "on a full disk a message to burn is given, once",
                 "[burn][disk]") {
  if (disk.is_missing()) return;
  Vault vault = Vault::open_or_create(on_disk, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  Draft once = draft("once", 1h);
  once.burn = true;
  const MessageId id = james.store(std::move(once)).id;
  fill();
  const auto message = james.get(id);
  REQUIRE(message);
  CHECK(as_text(message->text) == "once");
  CHECK(live_slots(window_keys()).empty());
  CHECK_FALSE(james.get(id));
  CHECK(vault.purged().rows_left);
  empty();
  CHECK(purge().messages == 1);
  CHECK_FALSE(purge().failure);
}

TEST_CASE_METHOD(DiskPurgeFixture, "on a full disk the last message of a window is removed",
                 "[rm][disk]") {
  if (disk.is_missing()) return;
  Vault vault = Vault::open_or_create(on_disk, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  const MessageId alone = james.store(draft("alone", 1h)).id;
  const MessageId first = james.store(draft("first", 24h)).id;
  const MessageId second = james.store(draft("second", 24h)).id;
  fill();
  james.remove(std::vector{alone});
  CHECK_FALSE(james.get(alone));
  CHECK(live_slots(window_keys()).size() == 1);
  // One that shares its window's key can only go with its row: nothing changes.
  CHECK(error_kind([&] { james.remove(std::vector{first}); }) == ErrorKind::not_written);
  CHECK(james.get(first));
  CHECK(james.get(second));
  // All of a window can go again.
  james.remove(std::vector{first, second});
  CHECK(live_slots(window_keys()).empty());
  empty();
  CHECK(purge().messages == 3);
}

TEST_CASE_METHOD(DiskPurgeFixture, "on a full disk what is gone can be removed again, and told",
                 "[purge][disk]") {
  if (disk.is_missing()) return;
  Vault vault = Vault::open_or_create(on_disk, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  james.store(draft(std::string(20'000, 'x'), 1h));
  fill();
  for (int i = 0; i < 2; ++i) CHECK_FALSE(error_kind([&] { james.remove_all(); }));
  CHECK(vault.purged().rows_left);
  const PurgeReport report = purge();
  CHECK(report.rows_left);
  empty();
  CHECK(purge().messages == 1);
}

TEST_CASE_METHOD(DiskPurgeFixture, "what has expired on a full disk does not keep rm from its work",
                 "[rm][disk]") {
  if (disk.is_missing()) return;
  Vault vault = Vault::open_or_create(on_disk, clock, random);
  UnlockedUser james = vault.unlock_or_enroll(UserName("james"), key_file("james")).user;
  james.store(draft("short", 1min));
  const MessageId id = james.store(draft("long", 1h)).id;
  clock.advance(3min);
  fill();
  james.remove(std::vector{id});
  CHECK(live_slots(window_keys()).empty());
}

TEST_CASE_METHOD(VaultFixture, "a message to burn that expires unread takes its key along",
                 "[burn][purge]") {
  UnlockedUser james = user("james");
  Draft once = draft("once", 8h);
  once.burn = true;
  james.store(std::move(once));
  clock.advance(8h);  // its window goes on for a while
  REQUIRE(live_slots(window_keys()).size() == 1);
  CHECK(james.list().empty());
  CHECK(live_slots(window_keys()).empty());
  CHECK(open().verify(nullptr).findings.empty());
}
