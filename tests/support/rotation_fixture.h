#pragma once

#include "support/catch.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"

namespace mayfly::test {

/// James with two key files and messages of several windows, and anna.
struct BeforeRotation : KeyFixture {
  Key first = key("first");
  Key second = key("second");
  UnlockedUser james = enroll(first);
  MessageId plain, other_window, named, burn, of_anna;

  BeforeRotation() {
    REQUIRE(james.add_key(second) == SlotNumber{2});
    plain = james.store(draft("plain", std::chrono::hours(1))).id;
    other_window = james.store(draft("other window", std::chrono::hours(24))).id;
    named = james.store(with_name(draft("named", std::chrono::hours(2)), "pin")).id;
    Draft once = with_name(draft("once", std::chrono::hours(1)), "pin");
    once.burn = true;
    burn = james.store(std::move(once)).id;
    of_anna = enroll(key("anna"), "anna").store(draft("of anna", std::chrono::hours(1))).id;
  }

  static Draft with_name(Draft message, std::string_view name) {
    message.name = secure_copy(as_bytes(name));
    return message;
  }

  /// All but the one to burn.
  void check_readable(UnlockedUser& user) {
    CHECK(read(user, plain) == "plain");
    CHECK(read(user, other_window) == "other window");
    CHECK(read(user, named) == "named");
    CHECK(user.find(as_bytes("pin")) == std::vector{named, burn});
    CHECK(user.list().size() == 4);
  }
  void check_readable_by(const Key& with) {
    UnlockedUser user = unlock(with);
    check_readable(user);
  }
  void check_anna() {
    UnlockedUser anna = unlock(key("anna"), "anna");
    CHECK(read(anna, of_anna) == "of anna");
  }
  std::string rows(const std::string& table) {
    const std::string columns =
        table == "messages" ? "id || hex(sealed) || coalesce(hex(name), '')" : "hex(sealed_key)";
    return RawDatabase(database())
        .look("SELECT group_concat(" + columns + ") FROM " + table + " WHERE user_id = 1");
  }
};

}  // namespace mayfly::test
