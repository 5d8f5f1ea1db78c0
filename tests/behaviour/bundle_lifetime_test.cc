// Messages that go from one vault to another, whose clocks differ: they never live longer.

#include "support/bundle_bytes.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// Two vaults, each on a machine of its own.
struct TwoVaults {
  VaultFixture home;
  VaultFixture away;
  Key key = Key::of_file(KeyFile::generate(home.random));
  UnlockedUser sender = home.user("james");

  TwoVaults() { away.user("james"); }

  Bytes bundle_all() {
    std::vector<MessageId> ids;
    for (const Entry& entry : sender.list()) ids.push_back(entry.id);
    std::vector<BundledMessage> messages;
    sender.bundle_each(ids, true, [&](BundledMessage message, const Bundled&) {
      messages.push_back(std::move(message));
    });
    return write_bundle(key, messages, home.random);
  }

  Imported import(const Bytes& bytes, std::chrono::milliseconds arrived) {
    BundleReader reader(source_of(bytes));
    reader.unlock(key);
    return away.user("james").import(reader, arrived);
  }
  Imported import(const Bytes& bytes) { return import(bytes, away.clock.since_boot()); }

  /// How long the one message lives there, if it does.
  std::optional<std::chrono::milliseconds> life(const Imported& imported) {
    for (const Entry& entry : away.user("james").list())
      if (entry.id == imported.stored.first) return entry.expires_at - entry.created_at;
    return std::nullopt;
  }
};

}  // namespace

TEST_CASE_METHOD(TwoVaults,
                 "an imported message has its name, its text and what is left of its life",
                 "[bundle]") {
  Draft first = draft("one", 10min);
  first.name = secure_copy(as_bytes("door"));
  sender.store(std::move(first));
  sender.store(burn_draft("two", 1h));
  Draft often = draft("three", 1h);
  often.reads = 3;
  CHECK(read(sender, sender.store(std::move(often)).id) == "three");
  Draft for_programs = draft("four", 1h);
  for_programs.run_only = true;
  sender.store(std::move(for_programs));
  home.clock.advance(4min);
  away.clock.advance(4min);
  const Imported imported = import(bundle_all());
  REQUIRE(imported.stored.count == 4);
  CHECK(imported.expired == 0);
  CHECK(life(imported) == 6min);
  UnlockedUser receiver = away.user("james");
  const auto ids = receiver.find(as_bytes("door"));
  REQUIRE(ids.size() == 1);
  CHECK(read(receiver, ids.front()) == "one");
  CHECK(read(receiver, imported.stored.first + 1) == "two");
  CHECK(read(receiver, imported.stored.first + 1) == std::nullopt);  // it was to be burned
  for (const auto& left : {std::optional<std::string>("three"), std::optional<std::string>("three"),
                           std::optional<std::string>()})
    CHECK(read(receiver, imported.stored.first + 2) == left);
  CHECK(error_kind([&] { read(receiver, imported.stored.first + 3); }) == ErrorKind::usage);
  CHECK(read(sender, 1) == "one");  // a bundle is a copy
}

TEST_CASE_METHOD(TwoVaults, "a clock that is behind gives no message a longer life", "[bundle]") {
  sender.store(draft("one", 10min));
  const Bytes bytes = bundle_all();
  for (const auto behind : {1s, 3600s, 10 * 365 * 86400s}) {
    const VaultFixture other;
    away.clock.step_wall(-behind);
    CHECK(life(import(bytes)) == 10min);
    away.clock.step_wall(behind);
  }
}

TEST_CASE_METHOD(TwoVaults, "a deadline counts by the wall clock of where it is imported",
                 "[bundle]") {
  sender.store(draft("one", 10min));
  const Bytes bytes = bundle_all();
  away.clock.advance(4min + 300ms);
  CHECK(life(import(bytes)) == 5min + 59s);
  away.clock.advance(5min + 58s);
  CHECK(life(import(bytes)) == 1s);
  away.clock.advance(701ms);  // 999 ms before the deadline
  CHECK(import(bytes).expired == 1);
  away.clock.advance(10 * 365 * 24h);
  CHECK(import(bytes).expired == 1);
  CHECK(away.user("james").list().empty());
}

TEST_CASE_METHOD(TwoVaults, "a wait between the arrival of a bundle and the store counts",
                 "[bundle]") {
  sender.store(draft("one", 10min));
  const Bytes bytes = bundle_all();
  away.clock.step_wall(-24h);
  const auto arrived = away.clock.since_boot();
  away.clock.advance(9min);
  CHECK(life(import(bytes, arrived)) == 1min);
  away.clock.advance(1min);
  CHECK(import(bytes, arrived).expired == 1);
  CHECK(life(import(bytes, away.clock.since_boot() + 1h)) == 10min);  // no time runs back
}

TEST_CASE_METHOD(TwoVaults, "messages that have expired are left out one by one", "[bundle]") {
  sender.store(draft("short", 1min));
  sender.store(draft("long", 1h));
  sender.store(draft("short, too", 1min));
  const Bytes bytes = bundle_all();
  away.clock.advance(2min);
  const Imported imported = import(bytes);
  CHECK(imported.expired == 2);
  REQUIRE(imported.stored.count == 1);
  UnlockedUser receiver = away.user("james");
  CHECK(read(receiver, imported.stored.first) == "long");
}

TEST_CASE_METHOD(TwoVaults, "a bundle that turns out wrong at its end stores nothing", "[bundle]") {
  std::vector<BundledMessage> messages;
  for (int i = 0; i < 600; ++i) messages.push_back(bundled("good"));
  CHECK(import(write_bundle(key, messages, home.random)).stored.count == 600);
  const auto before = away.user("james").list().size();
  SECTION("by a text that no mayfly writes") {
    messages.push_back(bundled(""));
  }
  SECTION("by a name that no mayfly writes") {
    messages.push_back(bundled("x", "a\nb"));
  }
  SECTION("by a life that no mayfly gives") {
    messages.push_back(bundled("x"));
    messages.back().remaining = 24h * 367;
  }
  const Bytes bytes = write_bundle(key, messages, home.random);
  CHECK(error_kind([&] { import(bytes); }) == ErrorKind::authentication_failed);
  CHECK(away.user("james").list().size() == before);
}

TEST_CASE_METHOD(TwoVaults, "a message to burn is bundled only by whoever means to move it",
                 "[bundle]") {
  Draft often = draft("often");
  often.reads = 2;
  const auto counted = sender.store(std::move(often)).id;
  Draft for_programs = draft("for programs");
  for_programs.run_only = true;
  const auto run_only = sender.store(std::move(for_programs)).id;
  const auto id = sender.store(burn_draft("once")).id;
  const std::vector ids{id};
  const auto ignore = [](BundledMessage, const Bundled&) {};
  CHECK(error_kind([&] { sender.bundle_each(ids, false, ignore); }) == ErrorKind::usage);
  for (const auto other : {counted, run_only})
    CHECK(error_kind([&] { sender.bundle_each(std::vector{other}, false, ignore); }) ==
          ErrorKind::usage);
  CHECK(sender.bundle_each(ids, true, ignore).empty());
  CHECK(read(sender, id) == "once");
  CHECK(sender.bundle_each(ids, true, ignore) == ids);
}
