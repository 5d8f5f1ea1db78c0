#include "window_keys/file/file_key_store.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/window_keys_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

struct KeysFixture : WindowKeysFixture {
  /// Fills slots without a look at the others.
  void fill(std::uint64_t count) {
    Header header = file().header();
    header.slot_count = count;
    header.generation = header.confirmed = static_cast<std::int64_t>(count);
    header.sequence += 2;
    overwrite(path, 0, encode(header));
    std::string slots;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Slot slot{static_cast<std::int64_t>(i) + 1, in(1h), true,
                      SecureBytes(kWindowKeySize, 3)};
      slots += as_text(encode(slot));
    }
    overwrite(path, slot_offset(0), as_bytes(slots));
  }

  std::size_t live() { return live_slots(path).size(); }
};

}  // namespace

TEST_CASE_METHOD(KeysFixture, "messages of a window share its key", "[window-keys]") {
  FileKeyStore keys = open();
  const std::int64_t end = in(64s);
  CHECK_FALSE(shared_key(keys, end));
  const WindowKey made = make(keys, end, false, 0);
  CHECK(made.generation == Generation{1});
  const auto shared = shared_key(open(), end);
  REQUIRE(shared);
  CHECK(shared->generation == Generation{1});
  CHECK(shared->key == made.key);
  CHECK(keys.find({from_unix_ms(end), Generation{1}}) == made.key);
}

TEST_CASE_METHOD(KeysFixture, "a key is not found by another window, or another generation",
                 "[window-keys]") {
  FileKeyStore keys = open();
  const std::int64_t end = in(64s);
  make(keys, end, false, 0);
  CHECK_FALSE(keys.find({from_unix_ms(end + 64'000), Generation{1}}));
  CHECK_FALSE(keys.find({from_unix_ms(end), Generation{2}}));
  CHECK_FALSE(shared_key(keys, end + 64'000));
}

TEST_CASE_METHOD(KeysFixture, "a message to burn has a key that no other message gets",
                 "[window-keys]") {
  FileKeyStore keys = open();
  const std::int64_t end = in(64s);
  const WindowKey burn = make(keys, end, true, 0);
  CHECK_FALSE(shared_key(keys, end));
  const WindowKey other = make(keys, end, true, 0);
  CHECK(burn.key != other.key);
  CHECK(burn.generation != other.generation);
  make(keys, end, false, 0);
  CHECK(shared_key(keys, end)->generation == Generation{3});
}

TEST_CASE_METHOD(KeysFixture, "a key is there until its window ends, then it is in no block",
                 "[window-keys]") {
  FileKeyStore keys = open();
  const WindowKey key = make(keys, in(64s), false, 0);
  make(keys, in(10min), false, 0);
  clock.advance(64s - 1ms);
  CHECK_FALSE(keys.any_ended(keys.begin_access(MayWrite::yes)));
  CHECK(keys.destroy_ended().count == 0);
  CHECK(live() == 2);
  clock.advance(1ms);
  CHECK(keys.any_ended(keys.begin_access(MayWrite::yes)));
  CHECK(keys.look_for_ended().count == 1);
  const Destroyed destroyed = keys.destroy_ended();
  CHECK(destroyed.count == 1);
  CHECK(destroyed.earliest_due == from_unix_ms(in(0s)));
  CHECK(live() == 1);
  CHECK(bytes_of(path).find(as_text(key.key)) == std::string::npos);
  CHECK_FALSE(keys.any_ended(keys.begin_access(MayWrite::yes)));
}

TEST_CASE_METHOD(KeysFixture, "what is left of a torn slot is destroyed too", "[window-keys]") {
  FileKeyStore keys = open();
  const WindowKey key = make(keys, in(1h), false, 0);
  overwrite(path, slot_offset(0) + 180, Bytes(4, 0xee));
  CHECK(keys.destroy_ended().count == 0);
  CHECK(bytes_of(path).find(as_text(key.key)) == std::string::npos);
}

TEST_CASE_METHOD(KeysFixture, "a sync that fails once is made good", "[window-keys]") {
  FileKeyStore keys = open();
  disk.failing_syncs = 1;
  const WindowKey key = make(keys, in(64s), false, 0);
  CHECK(file().header().confirmed == number_of(key.generation));
  clock.advance(64s);
  disk.failing_syncs = 1;
  CHECK(keys.destroy_ended().count == 1);
  CHECK(live() == 0);
}

TEST_CASE_METHOD(KeysFixture, "a key whose sync fails twice is not made", "[window-keys]") {
  FileKeyStore keys = open();
  disk.failing_syncs = 2;
  CHECK(error_kind([&] { make(keys, in(64s), false, 0); }) == ErrorKind::not_written);
  CHECK(live() == 0);
  CHECK_FALSE(shared_key(open(), in(64s)));
  CHECK(make(open(), in(64s), false, 0).generation >= Generation{1});
}

TEST_CASE_METHOD(
    KeysFixture,
    "an end whose sync fails twice is not confirmed, and written again by the next try",
    "[window-keys]") {
  FileKeyStore keys = open();
  const WindowKey key = make(keys, in(64s), false, 0);
  clock.advance(64s);
  disk.failing_syncs = 2;
  CHECK(error_kind([&] { keys.destroy_ended(); }) == ErrorKind::not_written);
  // It is not written back, but nobody knows whether the disk holds it.
  CHECK(bytes_of(path).find(as_text(key.key)) == std::string::npos);
  FileKeyStore next = open();
  CHECK(next.any_ended(next.time().now()));
  disk.writes = 0;
  next.destroy_ended();
  CHECK(disk.writes >= 16);
  CHECK_FALSE(next.any_ended(next.time().now()));
  CHECK_FALSE(file().header().unconfirmed);
}

TEST_CASE_METHOD(KeysFixture, "a living key whose end is not confirmed is written back",
                 "[window-keys]") {
  FileKeyStore keys = open();
  const WindowKey key = make(keys, in(64s), true, 0);
  disk.failing_syncs = 2;
  CHECK(error_kind([&] { keys.destroy({key.generation}); }) == ErrorKind::not_written);
  CHECK(open().find({from_unix_ms(in(64s)), key.generation}) == key.key);
  CHECK(open().destroy({key.generation}).count == 1);
  CHECK(open().destroy({key.generation}).count == 0);
}

TEST_CASE_METHOD(KeysFixture, "a key whose maker was killed is synced by whoever uses it next",
                 "[window-keys]") {
  const std::int64_t end = in(64s);
  TestDisk last;
  last.kill_at_sync = true;
  {
    FileKeyStore killed = open_on(last);
    CHECK_THROWS_AS(make(killed, end, false, 0), Killed);
  }
  REQUIRE(live() == 1);
  REQUIRE(file().header().confirmed < 1);
  disk.syncs = 0;
  FileKeyStore keys = open();
  const auto key = shared_key(keys, end);
  REQUIRE(key);
  CHECK(disk.syncs == 1);
  CHECK(file().header().confirmed == number_of(key->generation));
  CHECK(shared_key(open(), end)->key == key->key);
  CHECK(disk.syncs == 1);
}

TEST_CASE_METHOD(KeysFixture, "a key that cannot be synced is not used", "[window-keys]") {
  const std::int64_t end = in(64s);
  TestDisk last;
  last.kill_at_sync = true;
  {
    FileKeyStore killed = open_on(last);
    CHECK_THROWS_AS(make(killed, end, false, 0), Killed);
  }
  disk.failing_syncs = 2;
  FileKeyStore keys = open();
  CHECK(error_kind([&] { shared_key(keys, end); }) == ErrorKind::not_written);
  CHECK(file().header().confirmed < 1);
  CHECK(shared_key(open(), end));
}

TEST_CASE_METHOD(KeysFixture, "a generation is never given twice", "[window-keys]") {
  FileKeyStore keys = open();
  CHECK(make(keys, in(64s), false, 0).generation == Generation{1});
  CHECK(make(keys, in(128s), false, 40).generation == Generation{41});
  CHECK(make(keys, in(192s), false, 3).generation == Generation{42});
  SECTION("also when all keys are gone") {
    clock.advance(1h);
    CHECK(keys.destroy_ended().count == 3);
    CHECK(make(open(), in(64s), false, 0).generation == Generation{43});
  }
  SECTION("also when the newest header is torn, or both but one older") {
    const std::uint64_t newest = file().header().sequence;
    for (std::size_t block = 0; block < kHeaderBlocks; ++block) {
      Header header;
      const std::string bytes = bytes_of(path).substr(block * kBlockSize, kRecordSize);
      if (decode_header(as_bytes(bytes), header) == HeaderState::valid && header.sequence == newest)
        overwrite(path, block * kBlockSize + 30, Bytes(8, 0xee));
    }
    REQUIRE(file().header().sequence < newest);
    CHECK(make(open(), in(64s), false, 0).generation == Generation{43});
  }
  SECTION("also when the database knows a later one") {
    CHECK(make(open(), in(64s), false, 1000).generation == Generation{1001});
    CHECK(make(open(), in(64s), true, 0).generation == Generation{1002});
  }
}

TEST_CASE_METHOD(KeysFixture,
                 "the file grows when sixteen keys are alive, and slots are used again",
                 "[window-keys]") {
  FileKeyStore keys = open();
  for (int i = 1; i <= 16; ++i) make(keys, in(64s * i), false, 0);
  CHECK(file().header().slot_count == 16);
  make(keys, in(64s * 17), false, 0);
  CHECK(std::filesystem::file_size(path) == slot_offset(32));
  CHECK(live() == 17);
  clock.advance(64s * 10);
  CHECK(keys.destroy_ended().count == 10);
  for (int i = 100; i < 125; ++i) make(keys, in(64s * i), false, 0);
  CHECK(std::filesystem::file_size(path) == slot_offset(32));
  CHECK(live() == 32);
}

TEST_CASE_METHOD(KeysFixture, "a growth that cannot be synced makes no key, and is no hindrance",
                 "[window-keys]") {
  FileKeyStore keys = open();
  for (int i = 1; i <= 16; ++i) make(keys, in(64s * i), false, 0);
  disk.failing_syncs = 2;
  CHECK(error_kind([&] { make(keys, in(2h), false, 0); }) == ErrorKind::not_written);
  CHECK(live() == 16);
  CHECK(file().header().slot_count == 16);
  CHECK(make(open(), in(2h), false, 0).generation == Generation{17});
}

TEST_CASE_METHOD(KeysFixture, "16,384 keys are the most, and the next is told so",
                 "[slow][window-keys]") {
  fill(kMaxSlots - 1);
  FileKeyStore keys = open();
  CHECK(make(keys, in(64s), false, 0).generation == Generation{kMaxSlots});
  disk.writes = 0;
  CHECK(error_kind([&] { make(keys, in(64s), true, 0); }) == ErrorKind::not_written);
  CHECK(disk.writes == 0);
  CHECK(shared_key(keys, in(64s)));
  clock.advance(64s);
  CHECK(keys.destroy_ended().count == 1);
  CHECK(make(keys, in(2h), true, 0).generation == Generation{kMaxSlots + 1});
}
