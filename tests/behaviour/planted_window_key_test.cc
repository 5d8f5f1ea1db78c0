// Window keys that somebody who could once write the file put into it, and knows: no message is
// sealed with one.

#include "support/catch.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"
#include "window_keys/file/window_key_file.h"
#include "window_keys/window.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct PlantedKeys : VaultFixture {
  UnlockedUser james = user("james");
  SystemDisk disk;
  const SecureBytes known = SecureBytes(window_keys::kWindowKeySize, 0x42);

  std::int64_t end_of(std::chrono::seconds ttl) {
    return to_unix_ms(window_keys::window_end(clock.wall(), clock.wall() + ttl));
  }
  /// A key for the window in which a message of that ttl would expire, in a slot that is free.
  void plant(std::chrono::seconds ttl, std::int64_t generation, const Bytes& tag) {
    const std::string file = bytes_of(window_keys());
    window_keys::Slot slot;
    std::size_t index = 0;
    while (state_of(file, index, slot) != window_keys::SlotState::free) ++index;
    overwrite(window_keys(), slot_offset(index),
              window_keys::encode({generation, end_of(ttl), false, known, tag, {}}));
    auto keys = window_keys::WindowKeyFile::open(window_keys(), {}, disk).value();
    Patience none;
    const auto lock = keys.lock(none);
    window_keys::Header header = keys.header();
    header.generation = header.confirmed = generation;
    keys.write_header(header, false);
  }
  bool is_known() { return bytes_of(window_keys()).find(as_text(known)) != std::string::npos; }
  std::int64_t generation_of(MessageId id) {
    return std::stoll(
        RawDatabase(database())
            .look("SELECT generation FROM messages WHERE id = " + std::to_string(id)));
  }
};

}  // namespace

TEST_CASE_METHOD(PlantedKeys, "a planted key is not taken over, and is destroyed", "[planted]") {
  plant(1h, 7, GENERATE(Bytes(window_keys::kTagSize), Bytes(window_keys::kTagSize, 0x42)));
  REQUIRE(is_known());
  const MessageId id = james.store(draft("x", 1h)).id;
  CHECK(generation_of(id) == 8);
  CHECK_FALSE(is_known());
  CHECK(james.get(id));
}

TEST_CASE_METHOD(PlantedKeys, "a key of another user's is not ours, and stays", "[planted]") {
  UnlockedUser anna = user("anna");
  const MessageId hers = anna.store(draft("hers", 1h)).id;
  const MessageId mine = james.store(draft("mine", 1h)).id;
  CHECK(generation_of(hers) != generation_of(mine));
  CHECK(anna.get(hers));
  CHECK(james.get(mine));
  james.remove(std::vector{mine});
  CHECK(anna.get(hers));
  const MessageId more = anna.store(draft("more", 1h)).id;
  CHECK(generation_of(more) == generation_of(hers));
}

TEST_CASE_METHOD(PlantedKeys, "a tag is of its key, window and generation alone", "[planted]") {
  const MessageId id = james.store(draft("x", 1h)).id;
  const window_keys::Slot mine = live_slots(window_keys()).front();
  plant(2h, 9, mine.tag);
  const MessageId other = james.store(draft("y", 2h)).id;
  CHECK(generation_of(other) == 10);
  CHECK_FALSE(is_known());
  CHECK(james.get(id));
}

TEST_CASE_METHOD(PlantedKeys, "a planted key that is used by nothing is told", "[planted]") {
  plant(1h, 7, Bytes(window_keys::kTagSize));
  const auto findings = open().verify(&james).findings;
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().code == "unused_window_key");
}

TEST_CASE_METHOD(PlantedKeys, "after a rotation new messages get new window keys", "[planted]") {
  const MessageId id = james.store(draft("x", 1h)).id;
  james.rotate({}, false);
  const MessageId after = user("james").store(draft("y", 1h)).id;
  CHECK(generation_of(after) > generation_of(id));
  CHECK(user("james").get(id));
  CHECK(user("james").get(after));
}
