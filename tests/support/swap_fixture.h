#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"
#include "support/window_key_files.h"

namespace mayfly::test {

using Slots = std::set<std::int64_t>;

inline std::string at(int user_id, std::int64_t slot) {
  return " WHERE user_id = " + std::to_string(user_id) + " AND slot = " + std::to_string(slot);
}

/// James and anna have each a passphrase in slot 1, and key files in slots 2 and 3.
struct SwapFixture : KeyFixture {
  SwapFixture() {
    add("james");
    add("anna");
    calm_ = bytes_of(database());
  }

  void put_everything_back() { put_back(database(), calm_); }

  bool opens(const std::string& user, const Key& with) {
    const auto kind = error_kind([&] {
      UnlockedUser unlocked = unlock(with, user);
      REQUIRE(read(unlocked, ids[user]) == "kept");
    });
    if (!kind) return true;
    CHECK((kind == ErrorKind::authentication_failed || kind == ErrorKind::wrong_key));
    return false;
  }

  void check(const std::string& user, const Slots& touched) {
    const std::string other = user == "james" ? "anna" : "james";
    for (const std::int64_t slot : {1, 2, 3}) {
      CAPTURE(user, slot);
      CHECK(opens(user, keys.at({user, slot})) == !touched.contains(slot));
      CHECK_FALSE(opens(user, keys.at({other, slot})));
    }
  }

  std::map<std::pair<std::string, std::int64_t>, Key> keys;
  std::map<std::string, MessageId> ids;

 private:
  void add(const std::string& name) {
    UnlockedUser user = enroll(passphrase("passphrase of " + name), name);
    keys.emplace(std::pair(name, 1), Key::of_kek(user.kek()));
    for (const std::int64_t slot : {2, 3}) {
      clock.advance(std::chrono::seconds(1));
      const Key file = key(name + std::to_string(slot));
      REQUIRE(user.add_key(file) == SlotNumber{slot});
      keys.emplace(std::pair(name, slot), file);
    }
    ids[name] = user.store(draft("kept")).id;
  }

  std::string calm_;
};

}  // namespace mayfly::test
