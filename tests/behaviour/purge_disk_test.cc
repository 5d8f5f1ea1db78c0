// A purge of a vault whose database stands on a disk that is full or read-only.

#include <fstream>

#include "support/catch.h"
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
