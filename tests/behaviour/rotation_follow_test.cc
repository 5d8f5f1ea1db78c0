// Programs that opened the vault, or looked a user up, before another process rotated the user key.

#include "support/rotation_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(BeforeRotation, "who opened the vault before a rotation goes on after it",
                 "[rotation]") {
  UnlockedUser before = unlock(GENERATE(0, 1) == 0 ? first : second);
  REQUIRE(read(before, plain) == "plain");  // it knows the old row keys now
  james.rotate(std::vector{second}, false);
  SECTION("reading one") {
    check_readable(before);
  }
  SECTION("reading all") {
    std::vector<std::string> texts;
    before.get_all([&](const Message& message) { texts.emplace_back(as_text(message.text)); },
                   [](const Error& error) { FAIL(error.what()); });
    CHECK(texts == std::vector<std::string>{"plain", "other window", "named"});
  }
  SECTION("looking for a name") {
    CHECK(before.find(as_bytes("pin")) == std::vector{named, burn});
    CHECK(before.list()[2].name == secure_copy(as_bytes("pin")));
    CHECK(before.latest() == named);
  }
  SECTION("burning") {
    CHECK(read(before, burn) == "once");
    CHECK_FALSE(read(james, burn));
  }
  SECTION("storing") {
    const MessageId id = before.store(draft("new", 1h)).id;
    CHECK(read(before, id) == "new");
    CHECK(read(james, id) == "new");
  }
  SECTION("removing") {
    before.remove(std::vector{named});
    CHECK(before.remove_all().removed == 3);
    CHECK(james.list().empty());
  }
  SECTION("looking at a message and at the vault") {
    CHECK(before.demonstrate_iv(plain));
    const VerifyReport report = open().verify(&before);
    CHECK(report.authenticated == 4);
    CHECK(report.findings.empty());
  }
  SECTION("with its keys") {
    const Key third = key("third");
    CHECK(before.add_key(third) == SlotNumber{3});
    check_readable_by(third);
    check_readable_by(Key::of_kek(before.kek()));
    CHECK(before.rotate(std::vector{first, second, third}, false).messages == 4);
    check_readable_by(third);
    check_readable(james);
  }
}

TEST_CASE_METHOD(BeforeRotation, "a user who was looked up before a rotation is unlocked after it",
                 "[rotation]") {
  const LockedUser looked_up = locked();
  james.rotate(std::vector{second}, false);
  UnlockedUser user = looked_up.unlock(second);
  check_readable(user);
}
