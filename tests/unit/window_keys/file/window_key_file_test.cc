#include "window_keys/file/window_key_file.h"

#include <sys/stat.h>

#include <utility>

#include "support/catch.h"
#include "support/errors.h"
#include "support/failing_disk.h"
#include "support/window_keys_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct FileFixture : WindowKeysFixture {
  std::optional<ErrorKind> refusal() {
    return error_kind([&] { file(); });
  }
  Slot slot(std::int64_t generation) {
    return {generation, in(1h), false, SecureBytes(kWindowKeySize, 0x42)};
  }
};

}  // namespace

TEST_CASE_METHOD(FileFixture, "a new file is 16 slots of random bytes, without holes, for us alone",
                 "[window-key-file]") {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777u) == 0600u);
  CHECK(status.st_size == 21 * 4096);
  CHECK(status.st_blocks * 512 >= status.st_size);
  CHECK(disk.syncs == 1);
  const std::string bytes = bytes_of(path);
  for (std::size_t index = 0; index < 16; ++index) {
    Slot found;
    CHECK(state_of(bytes, index, found) == SlotState::free);
    CHECK(bytes.substr(slot_offset(index), 4096) != std::string(4096, '\0'));
  }
  CHECK_FALSE(fs::exists(path.string() + "-new"));
}

TEST_CASE_METHOD(FileFixture, "a file that is there is not made again", "[window-key-file]") {
  const std::string before = bytes_of(path);
  Header header;
  header.vault_id = vault_id;
  CHECK_FALSE(WindowKeyFile::create(path, header, first_record(), database, disk, random));
  CHECK(bytes_of(path) == before);
  CHECK_FALSE(fs::exists(path.string() + "-new"));
}

TEST_CASE_METHOD(FileFixture, "a file that cannot be synced is not made", "[window-key-file]") {
  fs::remove(path);
  disk.failing_syncs = 1;
  Header header;
  header.vault_id = vault_id;
  CHECK(error_kind([&] {
          WindowKeyFile::create(path, header, first_record(), database, disk, random);
        }) == ErrorKind::not_written);
  CHECK_FALSE(fs::exists(path));
  CHECK_FALSE(fs::exists(path.string() + "-new"));
}

TEST_CASE_METHOD(FileFixture, "a draft that a killed process left is no hindrance",
                 "[window-key-file]") {
  fs::rename(path, path.string() + "-new");
  Header header;
  header.vault_id = vault_id;
  CHECK(WindowKeyFile::create(path, header, first_record(), database, disk, random));
  CHECK(file().header().slot_count == 16);
}

TEST_CASE_METHOD(FileFixture, "a file that is not there is none", "[window-key-file]") {
  CHECK_FALSE(WindowKeyFile::open(folder / "other", vault_id, disk));
}

TEST_CASE_METHOD(FileFixture, "another vault's file is refused, unless any will do",
                 "[window-key-file]") {
  const Bytes other(kVaultIdSize, 8);
  CHECK(error_kind([&] { WindowKeyFile::open(path, other, disk); }) == ErrorKind::not_a_vault);
  CHECK(WindowKeyFile::open(path, {}, disk)->header().vault_id == vault_id);
}

TEST_CASE_METHOD(FileFixture, "a file cut off anywhere is refused", "[window-key-file]") {
  const std::size_t size = GENERATE(0u, 1u, 159u, 4095u, 4096u, 4287u, 4288u, 8192u, 73727u);
  CAPTURE(size);
  fs::resize_file(path, size);
  CHECK(refusal() == ErrorKind::not_a_vault);
}

TEST_CASE_METHOD(FileFixture, "a file that is longer than its header says is whole",
                 "[window-key-file]") {
  fs::resize_file(path, 21 * 4096);  // its grower was killed before the next header
  CHECK_FALSE(refusal());
}

TEST_CASE_METHOD(FileFixture, "a folder, a link or a file open to others is refused",
                 "[window-key-file]") {
  SECTION("a folder") {
    fs::remove(path);
    fs::create_directory(path);
    CHECK(refusal() == ErrorKind::not_a_vault);
  }
  SECTION("a link") {
    fs::rename(path, folder / "target");
    fs::create_symlink(folder / "target", path);
    CHECK(refusal() == ErrorKind::unsafe_permissions);
  }
  SECTION("a file open to others") {
    ::chmod(path.c_str(), 0644);
    CHECK(refusal() == ErrorKind::unsafe_permissions);
  }
  SECTION("a folder that others can write to") {
    ::chmod(folder.path().c_str(), 0777);
    CHECK(refusal() == ErrorKind::unsafe_permissions);
  }
}

TEST_CASE_METHOD(FileFixture, "a torn slot hurts no neighbour", "[window-key-file]") {
  WindowKeyFile keys = file();
  for (std::uint64_t i = 0; i < 3; ++i) keys.write_slot(i, slot(static_cast<std::int64_t>(i) + 1));
  overwrite(path, slot_offset(1) + 40, Bytes(10, 0));
  std::vector<SlotState> states;
  keys.each_slot([&](std::uint64_t, SlotState state, const Slot&) {
    states.push_back(state);
    return states.size() < 4;
  });
  CHECK(states == std::vector{SlotState::live, SlotState::torn, SlotState::live, SlotState::free});
}

TEST_CASE_METHOD(FileFixture, "what was written can be taken back until it is synced",
                 "[window-key-file]") {
  const std::string before = bytes_of(path);
  WindowKeyFile keys = file();
  keys.write_slot(2, slot(1));
  keys.destroy_slot(2, random);
  keys.write_slot(5, slot(2));
  keys.write_header(keys.header(), true);
  CHECK(bytes_of(path) != before);
  SECTION("undone") {
    keys.undo();
    CHECK(bytes_of(path) == before);
  }
  SECTION("synced") {
    keys.sync();
    const std::string synced = bytes_of(path);
    keys.undo();
    CHECK(bytes_of(path) == synced);
  }
}

TEST_CASE_METHOD(FileFixture, "after a sync that failed all is written again, and synced again",
                 "[window-key-file]") {
  WindowKeyFile keys = file();
  keys.write_slot(2, slot(1));
  keys.write_slot(3, slot(2));
  disk.writes = disk.syncs = 0;
  SECTION("it fails once") {
    disk.failing_syncs = 1;
    keys.sync();
    CHECK(disk.syncs == 2);
    CHECK(disk.writes == 2);
  }
  SECTION("it fails twice") {
    disk.failing_syncs = 2;
    CHECK(error_kind([&] { keys.sync(); }) == ErrorKind::not_written);
    CHECK(disk.syncs == 2);
  }
}

TEST_CASE_METHOD(FileFixture, "the file grows by doubling, then by 256 slots, on the disk at once",
                 "[window-key-file]") {
  WindowKeyFile keys = file();
  Patience none;
  const auto lock = keys.lock(none);
  std::uint64_t count = 16;
  for (const std::uint64_t expected : {32u, 64u, 128u, 256u, 512u, 768u}) {
    disk.syncs = 0;
    keys.grow(std::exchange(count, expected), random);
    CHECK(fs::file_size(path) == (5 + expected) * 4096);
    CHECK(disk.syncs == 1);
  }
  CHECK(bytes_of(path).substr(slot_offset(700), 4096) != std::string(4096, '\0'));
}

TEST_CASE_METHOD(FileFixture, "the clock's record is what the file holds, whoever wrote last",
                 "[window-key-file]") {
  FileFaults faults;
  FailingDisk failing(faults);
  WindowKeyFile keys = WindowKeyFile::open(path, vault_id, failing).value();
  const auto written = [&](std::int64_t since_boot) {
    ClockRecord record = keys.clock();
    record.since_boot = since_boot;
    return record;
  };
  keys.write_clock(written(11), false);
  keys.refresh();
  CHECK(keys.clock() == written(11));
  SECTION("another process") {
    file().write_clock(written(12), false);
    keys.refresh();
    CHECK(keys.clock() == written(12));
  }
  SECTION("nobody, since the write failed") {
    faults.arm(Fault::fail, 1);
    CHECK_THROWS_AS(keys.write_clock(written(12), false), Error);
    keys.refresh();
    CHECK(keys.clock() == written(11));
  }
  SECTION("nobody, since the write was taken back") {
    keys.write_clock(written(12), true);
    keys.undo();
    keys.refresh();
    CHECK(keys.clock() == written(11));
  }
  SECTION("half of it, since the write was torn") {
    faults.arm(Fault::tear, 1);
    CHECK_THROWS_AS(keys.write_clock(written(12), false), Error);
    keys.refresh();
    CHECK(keys.clock_damaged());
  }
}

TEST_CASE_METHOD(FileFixture, "two at the same file exclude each other", "[window-key-file]") {
  WindowKeyFile one = file();
  WindowKeyFile other = file();
  Patience none;
  {
    const auto lock = one.lock(none);
    CHECK(error_kind([&] { other.lock(none); }) == ErrorKind::busy);
  }
  CHECK_FALSE(error_kind([&] { other.lock(none); }));
}
