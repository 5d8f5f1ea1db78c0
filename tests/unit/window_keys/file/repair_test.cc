// Window-key files after a process was killed in the middle, or the database was altered.

#include <cerrno>
#include <functional>
#include <system_error>

#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_keys_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

constexpr int kFirstSlots = 16;

/// Does something in the middle of a look: when the first slot was read.
class HookedDisk final : public Disk {
 public:
  std::function<void()> after_slot_read;
  std::uint64_t unreadable = 0;  ///< where a block is bad

  std::size_t read(int fd, std::span<std::uint8_t> out, std::uint64_t offset) override {
    if (unreadable != 0 && offset == unreadable)
      throw std::system_error(EIO, std::generic_category());
    const std::size_t size = system_.read(fd, out, offset);
    const auto hook = offset >= kHeaderBlocks * kBlockSize ? std::move(after_slot_read) : nullptr;
    if (hook) {
      after_slot_read = nullptr;
      hook();
    }
    return size;
  }
  void write(int fd, ByteView bytes, std::uint64_t offset) override {
    system_.write(fd, bytes, offset);
  }
  void sync(int fd) override { system_.sync(fd); }

 private:
  SystemDisk system_;
};

/// A key whose maker was killed when it had written it and not yet synced.
void make_and_be_killed(WindowKeysFixture& fixture, std::int64_t window_end) {
  TestDisk dying;
  FileKeyStore keys = fixture.open_on(dying);
  dying.kill_at_sync = true;
  CHECK_THROWS_AS(make(keys, window_end, false, 0), Killed);
}

}  // namespace

TEST_CASE_METHOD(WindowKeysFixture, "a growth that was cut short costs no key of those made since",
                 "[window-keys]") {
  std::vector<WindowKey> made;
  const auto make_one = [&] { made.push_back(make(open(), in(1h), true, 0)); };
  for (int i = 0; i < kFirstSlots; ++i) make_one();
  SECTION("by a sync that fails") {
    disk.failing_syncs = 2;
    CHECK_THROWS_AS(make_one(), Error);
  }
  SECTION("by the end of the process") {
    TestDisk dying;
    FileKeyStore keys = open_on(dying);
    dying.kill_at_sync = true;
    CHECK_THROWS_AS(make(keys, in(1h), true, 0), Killed);
  }
  SECTION("by a full disk") {
    std::filesystem::resize_file(path, slot_offset(kFirstSlots + 3));
  }
  for (int i = 0; i < 3 * kFirstSlots; ++i) make_one();
  for (const WindowKey& key : made)
    CHECK(open().find({from_unix_ms(in(1h)), key.generation}) == key.key);
}

TEST_CASE_METHOD(WindowKeysFixture, "the end of a key whose maker was killed is known",
                 "[window-keys]") {
  make(open(), in(1h), false, 0);
  make_and_be_killed(*this, in(64s));
  clock.advance(64s);
  CHECK(open().any_ended(open().time().now()));
  CHECK(open().destroy_ended().count == 1);
}

TEST_CASE_METHOD(WindowKeysFixture, "a key that was destroyed meanwhile is not written back",
                 "[window-keys]") {
  const std::int64_t end = in(64s);
  make_and_be_killed(*this, end);
  HookedDisk hooked;
  FileKeyStore late = open_on(hooked);
  hooked.after_slot_read = [&] {
    clock.advance(64s);
    CHECK(open().destroy_ended().count == 1);
  };
  CHECK_FALSE(shared_key(late, end));
  CHECK(live_slots(path).empty());
}

TEST_CASE_METHOD(WindowKeysFixture, "what is not confirmed stays so, whatever else is destroyed",
                 "[window-keys]") {
  make(open(), in(64s), false, 0);
  const WindowKey burn = make(open(), in(1h), true, 0);
  clock.advance(64s);
  FileKeyStore keys = open();
  disk.failing_syncs = 2;
  CHECK_THROWS_AS(keys.destroy_ended(), Error);
  CHECK(open().destroy({burn.generation}).count == 1);
  CHECK(file().header().unconfirmed);
  open().destroy_ended();
  CHECK_FALSE(file().header().unconfirmed);
}

TEST_CASE_METHOD(WindowKeysFixture, "a slot that cannot be read keeps no other key alive",
                 "[window-keys]") {
  const std::int64_t living_end = in(1h);
  const WindowKey living = make(open(), living_end, false, 0);
  for (int i = 0; i < 3; ++i) make(open(), in(64s), true, 0);
  HookedDisk ill;
  ill.unreadable = slot_offset(1);
  clock.advance(64s);
  FileKeyStore keys = open_on(ill);
  CHECK(keys.find({from_unix_ms(living_end), living.generation}) == living.key);
  CHECK(error_kind([&] { keys.destroy_ended(); }) == ErrorKind::not_written);
  CHECK(live_slots(path).size() == 2);  // the living one, and the one that cannot be read
  CHECK(open().any_ended(open().time().now()));
  CHECK(open().destroy_ended().count == 1);
}

TEST_CASE_METHOD(VaultFixture, "an impossible number in the database spoils no window keys",
                 "[window-keys]") {
  UnlockedUser james = user("james");
  const MessageId kept = james.store(draft("kept", 1h)).id;
  james.store(draft("altered", 1h));
  RawDatabase raw(database());
  raw.run(GENERATE("UPDATE messages SET generation = 9007199254740993 WHERE id = 2",
                   "UPDATE messages SET generation = 9223372036854775807 WHERE id = 2",
                   "UPDATE messages SET generation = 4503599627370495 WHERE id = 2",
                   "UPDATE messages SET generation = 'x' || 1 WHERE id = 99",
                   "UPDATE sqlite_sequence SET seq = 9007199254740993"));
  try {
    user("james").store(draft("new", 2h));
    user("james").store(draft("new", 4h));
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::authentication_failed);
  }
  CHECK(as_text(user("james").get(kept)->text) == "kept");
  CHECK_FALSE(open().purge().failure);
}
