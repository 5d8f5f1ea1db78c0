// A vault of format 1, as an earlier program made it (tests/fixtures/format-1), and what a later
// program may have put into one of ours.

#include <optional>
#include <set>

#include "platform/file_lock.h"
#include "platform/private_file.h"
#include "support/accidents.h"
#include "support/all_files.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"
#include "window_keys/file/window_key_file.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::set<std::int64_t> generations_in(const fs::path& path) {
  std::set<std::int64_t> generations;
  for (const window_keys::Slot& slot : live_slots(path)) generations.insert(slot.generation);
  return generations;
}

constexpr const char* kPassphrase = "correct horse";

struct Format1 : VaultFixture {
  Format1() {
    const fs::path fixture = MAYFLY_SOURCE_DIR "/tests/fixtures/format-1";
    fs::create_directory(state());
    fs::permissions(state(), fs::perms::owner_all);
    for (const auto& file : fs::directory_iterator(fixture)) {
      const bool keys = file.path().extension() == ".windows";
      const fs::path to = (keys ? state() : folder.path()) / file.path().filename();
      fs::copy_file(file, to);
      fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    }
    clock.set_wall(from_unix_ms(1'795'803'900'000));  // five minutes after it was made
  }

  std::vector<MessageId> ids(const std::string& name) {
    std::vector<MessageId> ids;
    for (const Entry& entry : open().list(UserName(name))) ids.push_back(entry.id);
    return ids;
  }
  std::string text(MessageId id) {
    const auto message = user("james").get(id);
    return message ? std::string(as_text(message->text)) : "nothing";
  }
  std::string format() { return RawDatabase(database()).look("PRAGMA user_version"); }
};

}  // namespace

TEST_CASE_METHOD(Format1, "a vault of format 1 becomes one of today's when it is opened",
                 "[format]") {
  REQUIRE(format() == "1");
  CHECK(ids("james") == std::vector<MessageId>{1, 2, 3, 4});
  CHECK(format() == "2");
  CHECK(text(1) == "plain of james");
  CHECK(user("james").find(as_bytes("door")) == std::vector<MessageId>{2});
  CHECK(text(3) == "burned of james");
  CHECK(text(3) == "nothing");
  CHECK(user("james").store(draft("new")).id == 6);
  auto anna = open()
                  .find_user(UserName("anna"))
                  .value()
                  .unlock(Key::of_passphrase(secure_copy(as_bytes(kPassphrase))));
  CHECK(as_text(anna.get(5)->text) == "named of anna");
  UnlockedUser james = user("james");
  CHECK(open().verify(&james).findings.empty());
  CHECK(james.rotate({}, false).messages == 4);
  CHECK(text(2) == "named of james");
  clock.advance(20min);
  CHECK(ids("james") == std::vector<MessageId>{2, 4});
}

TEST_CASE_METHOD(Format1, "who may change nothing leaves a vault of format 1 as it is",
                 "[format]") {
  const auto before = all_files(folder.path());
  VaultOptions look;
  look.look_only = true;
  CHECK(error_kind([&] { Vault::open(place(), clock, random, look); }) == ErrorKind::not_a_vault);
  CHECK(purge_vault(place(), clock, random, look).failure);
  CHECK((all_files(folder.path()) == before));
}

TEST_CASE_METHOD(Format1, "keys of format 1 that were moved are nowhere else in the file",
                 "[format]") {
  const std::string before = bytes_of(window_keys());
  std::vector<SecureBytes> keys;
  for (std::size_t block = 2; block < 6; ++block) {
    window_keys::Slot slot;
    const auto record = as_bytes(std::string_view(before).substr(block * 4096, 4096));
    REQUIRE(window_keys::decode_slot(record, slot) == window_keys::SlotState::live);
    keys.push_back(slot.key);
  }
  open();
  const std::string after = bytes_of(window_keys());
  for (const SecureBytes& key : keys) {
    const auto first = after.find(as_text(key));
    REQUIRE(first != std::string::npos);
    CHECK(after.find(as_text(key), first + 1) == std::string::npos);
  }
}

TEST_CASE_METHOD(Format1, "who opens a vault of format 1 waits for others who do the same",
                 "[format]") {
  ManualWaitClock waiting;
  VaultOptions options;
  options.wait_clock = &waiting;
  Patience none;
  const platform::Descriptor keys = platform::open_private_file(window_keys());
  std::optional<platform::FileLock> writers(std::in_place, database().string() + "-lock", none);
  std::optional<platform::HeldLock> held(std::in_place, keys, window_keys(), none);
  SECTION("and has its turn") {
    waiting.on_pause = [&] {
      if (waiting.now() > 3s) writers.reset();
      if (waiting.now() > 6s) held.reset();
    };
    Vault vault = Vault::open(place(), clock, random, options);
    CHECK(format() == "2");
    auto james = vault.unlock(UserName("james"), key_file("james"));
    CHECK(as_text(james.value().get(2)->text) == "named of james");
    CHECK(waiting.now() < 7s);
  }
  SECTION("who hang: once") {
    if (GENERATE(true, false)) writers.reset();
    error_kind([&] { Vault::open(place(), clock, random, options).purge(); });
    CHECK(waiting.now() == 10s);
  }
}

TEST_CASE_METHOD(Format1, "a change of the format that stops at any step is done by the next one",
                 "[format]") {
  const std::string keys = bytes_of(window_keys());
  const fs::path path = window_keys();
  Patience none;
  for (const Accident& accident : kAccidents) {
    int n = 0;
    for (bool hit = true; hit;) {
      ++n;
      CAPTURE(accident.name, n);
      put_back(path, keys);
      FileFaults faults;
      FailingDisk disk(faults);
      faults.arm(accident.fault, n);
      error_kind([&] { window_keys::WindowKeyFile::open(path, {}, disk, &none); });
      hit = faults.hit();
      faults.unsynced.lose(accident.loss);
      SystemDisk well;
      const auto file = window_keys::WindowKeyFile::open(path, {}, well, &none);
      REQUIRE(file.value().header().generation == 4);
      REQUIRE(generations_in(path) == std::set<std::int64_t>{1, 2, 3, 4});
    }
    CHECK(n > 8);
  }
}

TEST_CASE_METHOD(VaultFixture, "what a later program has stored is neither read nor destroyed",
                 "[format]") {
  UnlockedUser james = user("james");
  const MessageId id = james.store(draft("x")).id;
  james.store(draft("y"));
  RawDatabase(database()).run("UPDATE messages SET flags = flags | 256 WHERE id = 1");
  const auto refused = [&](auto&& work) { return error_kind(work) == ErrorKind::not_a_vault; };
  CHECK(refused([&] { james.get(id); }));
  CHECK(refused([&] { james.remove(std::vector{id}); }));
  const Removal removal = james.remove_all();
  CHECK(removal.removed == 1);
  CHECK(removal.left == std::vector{id});
  CHECK(refused([&] { james.rotate({}, false); }));
  clock.advance(1h);
  CHECK(open().purge().messages == 0);
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "1");
}

TEST_CASE_METHOD(VaultFixture, "a window key of a later kind is left as it is", "[format]") {
  user("james").store(draft("x"));
  const std::string before = bytes_of(window_keys());
  window_keys::Slot slot;
  std::size_t index = 0;
  while (state_of(before, index, slot) != window_keys::SlotState::live) ++index;
  const std::string record = before.substr(slot_offset(index), window_keys::kFieldsSize);
  const SecureBytes newer = window_keys::RecordWriter(0x6d6179666c795753)
                                .number(std::uint64_t{9})
                                .bytes(as_bytes(std::string_view(record).substr(16)))
                                .block();
  overwrite(window_keys(), slot_offset(index), newer);
  const Removal removal = user("james").remove_all();
  CHECK(removal.removed == 0);
  CHECK(removal.left == std::vector<MessageId>{1});
  CHECK(RawDatabase(database()).look("SELECT count(*) FROM messages") == "1");
  clock.advance(1h);
  CHECK_FALSE(open().purge().failure);
  user("james").store(draft("y"));
  CHECK(bytes_of(window_keys()).substr(slot_offset(index), newer.size()) == as_text(newer));
  bool told = false;
  for (const Finding& one : open().verify(nullptr).findings)
    told = told || (one.code == "newer_window_key" && !one.wrong);
  CHECK(told);
}
