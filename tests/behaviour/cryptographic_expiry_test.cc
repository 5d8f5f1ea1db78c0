// After expiry and one purge, every copy of the database that was ever made is as good as random
// bytes, also to somebody who has the user's key.

#include "support/attacker.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"
#include "window_keys/window.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const UserName kJames("james");

/// Two hundred messages, and a copy of everything after each.
struct TimeMachine : VaultFixture {
  static constexpr std::size_t kMoments = 200;

  struct Moment {
    Receipt receipt;
    std::int64_t window_end;
    Instant at;
    fs::path database, window_keys;
  };

  TestDisk disk;
  std::vector<Moment> moments;

  Vault open_quietly() {
    return Vault::open_or_create(place(), clock, random, {10s, false, &disk, nullptr});
  }

  TimeMachine() {
    Vault vault = open_quietly();
    UnlockedUser james = vault.unlock_or_enroll(kJames, key_file("james")).user;
    const std::vector<std::chrono::seconds> ttls{1s, 45s, 10min, 10min, 1h, 24h};
    for (std::size_t i = 0; i < kMoments; ++i) {
      Draft message = draft("secret " + std::to_string(i), ttls[i % ttls.size()]);
      message.burn = i % 17 == 0;
      keep(james.store(std::move(message)), i);
      clock.advance(37s);
    }
  }

  void keep(const Receipt& receipt, std::size_t i) {
    const std::string name = std::to_string(i);
    moments.push_back({receipt,
                       to_unix_ms(window_keys::window_end(receipt.created_at, receipt.expires_at)),
                       clock.wall(), folder / (name + ".db"), folder / (name + ".keys")});
    fs::copy_file(database(), moments.back().database);
    fs::copy_file(window_keys(), moments.back().window_keys);
  }

  /// Everything at the end: also the rows that were deleted on the way.
  fs::path all_rows() const {
    const fs::path all = folder / "all.db";
    fs::copy_file(moments.back().database, all, fs::copy_options::overwrite_existing);
    RawDatabase raw(all);
    for (const Moment& moment : moments) {
      raw.run("ATTACH '" + moment.database.string() + "' AS old");
      raw.run("INSERT OR IGNORE INTO messages SELECT * FROM old.messages");
      raw.run("DETACH old");
    }
    return all;
  }

  void let_all_expire() {
    clock.advance(48h);
    REQUIRE_FALSE(open_quietly().purge().failure);
  }
};

/// The texts that the library itself gives out at that moment, with that copy of the database.
std::size_t given_out(TimeMachine& past, const TimeMachine::Moment& moment,
                      const fs::path& window_keys) {
  ManualClock clock;
  clock.set_wall(moment.at);
  TempFolder state;
  const fs::path keys = state / "x.windows";
  fs::copy_file(window_keys, keys);
  Vault vault = Vault::open({moment.database, state.path(), keys}, clock, past.random,
                            {1s, false, &past.disk, nullptr});
  UnlockedUser james = vault.unlock(kJames, past.key_file("james")).value();
  std::size_t count = 0;
  james.get_all([&](const Message&) { ++count; }, [&](const Error&) { ++count; });
  if (james.get(moment.receipt.id)) ++count;
  return count;
}

/// What opens, of all messages that there ever were, with the window keys of that moment.
std::set<MessageId> expected_at(const TimeMachine& past, std::size_t moment) {
  std::set<std::int64_t> windows;  // that had been made, and had not ended
  std::set<MessageId> ids;
  const std::int64_t now = to_unix_ms(past.moments[moment].at);
  const auto is_burn = [](std::size_t i) { return i % 17 == 0; };
  for (std::size_t i = 0; i < past.moments.size(); ++i) {
    const auto& one = past.moments[i];
    if (i <= moment && one.window_end > now && !is_burn(i)) windows.insert(one.window_end);
    const bool own = i <= moment && to_unix_ms(one.receipt.expires_at) > now;
    if (is_burn(i) ? own : windows.contains(one.window_end)) ids.insert(one.receipt.id);
  }
  return ids;
}

}  // namespace

TEST_CASE_METHOD(TimeMachine,
                 "every copy ever made, the user's key and today's window keys open nothing",
                 "[cryptographic-expiry]") {
  let_all_expire();
  Attacker attacker(all_rows(), kJames, key_file("james"));
  CHECK(attacker.rows() == kMoments);
  CHECK(live_slots(window_keys()).empty());
  CHECK(attacker.opened_by(key_sized_bytes_in(window_keys())).empty());
  // The attack is a real one: with the keys of then it works.
  CHECK(attacker.opened_by(keys_in(moments.front().window_keys)).contains(1));
}

TEST_CASE_METHOD(TimeMachine, "with every copy and the clock of then, the library opens nothing",
                 "[slow][cryptographic-expiry]") {
  CHECK(given_out(*this, moments.back(), moments.back().window_keys) > 0);
  let_all_expire();
  std::size_t opened = 0;
  for (const Moment& moment : moments) opened += given_out(*this, moment, window_keys());
  CHECK(opened == 0);
}

TEST_CASE_METHOD(TimeMachine,
                 "the window keys of a moment open the windows alive then, and no later one",
                 "[slow][cryptographic-expiry]") {
  let_all_expire();
  Attacker attacker(all_rows(), kJames, key_file("james"));
  for (std::size_t i = 0; i < kMoments; i += 7) {
    CAPTURE(i);
    const auto opened = attacker.opened_by(keys_in(moments[i].window_keys));
    CHECK(opened == expected_at(*this, i));
  }
}

TEST_CASE_METHOD(TimeMachine, "another user's key opens nothing, also with all window keys",
                 "[slow][cryptographic-expiry]") {
  UnlockedUser anna = open_quietly().unlock_or_enroll(UserName("anna"), key_file("anna")).user;
  const MessageId hers = anna.store(draft("hers")).id;
  Attacker attacker(database(), UserName("anna"), key_file("anna"));
  REQUIRE(attacker.rows() > 1);
  CHECK(attacker.opened_by(keys_in(window_keys())) == std::set<MessageId>{hers});
}
