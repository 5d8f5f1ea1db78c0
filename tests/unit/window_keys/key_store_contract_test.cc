// What each engine of window keys promises: window_keys/key_store.h says it in words.

#include "window_keys/key_store.h"

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_store_worlds.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

constexpr Generation kFirst{1}, kSecond{2};

/// A user's tag is made of a name and the key here, so that each recognizes their own.
TagOf tags_of(const std::string& user) {
  return [user](const WindowId& id, ByteView key) {
    Bytes tag(key.begin(), key.end());
    tag.at(0) ^= static_cast<std::uint8_t>(user.at(0));
    tag.at(1) ^= static_cast<std::uint8_t>(number_of(id.generation));
    return tag;
  };
}
const TagOf kJames = tags_of("james");
const TagOf kAnna = tags_of("anna");

bool all_are_used(Generation) {
  return true;
}

WindowKey make(KeyStore& keys, Instant end, Generation above = {}) {
  return keys.make({end, 0, above}, kJames, all_are_used);
}
WindowKey make_to_burn(KeyStore& keys, Instant end) {
  return keys.make({end, 1, {}}, kJames, all_are_used);
}
WindowKey make_to_read(KeyStore& keys, Instant end, Uses uses) {
  return keys.make({end, uses, {}}, kJames, all_are_used);
}

/// After the first step of an access, as all but look_only do it.
template <class World>
KeyStorePtr access(World& world, const std::string& database = "ours") {
  KeyStorePtr keys = world.open(database);
  keys->begin_access(MayWrite::yes);
  return keys;
}

struct Seen final : KeyVisitor {
  std::vector<std::string> damage;
  std::vector<FoundKey> keys;

  explicit Seen(KeyStore& store) { store.inspect(*this); }
  void on_damage(const char* code, const std::string&) override { damage.emplace_back(code); }
  void on_key(const FoundKey& key) override { keys.push_back(key); }
  void on_newer_key(Generation, const std::string&) override { damage.emplace_back("newer"); }
};

}  // namespace

// Keys that are there.

TEMPLATE_TEST_CASE("a key survives its maker, and is asked for by its window and its generation",
                   "[key_store]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const WindowKey made = make(*access(world), end);
  CHECK(made.generation == kFirst);
  CHECK(made.key.size() == kWindowKeySize);
  const auto keys = access(world);
  CHECK(keys->find({end, kFirst}) == made.key);
  CHECK_FALSE(keys->find({end + 64s, kFirst}));
  CHECK_FALSE(keys->find({end, kSecond}));
  CHECK(make(*keys, end + 64s).key != made.key);
  CHECK(keys->find({end, kFirst}) == made.key);
}

TEMPLATE_TEST_CASE("of several keys those are found that are there", "[key_store]", FileWorld,
                   MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey ending = make(*keys, end);
  const WindowKey one = make(*keys, end + 64s);
  const WindowKey to_burn = make_to_burn(*keys, end + 64s);
  make(*keys, end + 128s);
  const WindowId of_one{end + 64s, one.generation}, of_burn{end + 64s, to_burn.generation};
  const WindowId of_other_window{end + 192s, one.generation};
  using Keys = std::map<WindowId, SecureBytes>;
  CHECK(keys->find_each({}).empty());
  CHECK(keys->find_each({of_one, of_burn, of_other_window}) ==
        Keys{{of_one, one.key}, {of_burn, to_burn.key}});
  world.clock.advance(64s);
  CHECK(keys->find_each({{end, ending.generation}, of_one}) == Keys{{of_one, one.key}});
}

TEMPLATE_TEST_CASE("the messages of a window share a key, of the user alone who made it",
                   "[key_store]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto early = access(world);
  CHECK_FALSE(early->shared(end, kJames));
  const WindowKey made = make(*access(world), end);
  const auto late = access(world);
  for (KeyStore* keys : {early.get(), late.get()}) {
    const auto shared = keys->shared(end, kJames);
    REQUIRE(shared);
    CHECK(shared->generation == made.generation);
    CHECK(shared->key == made.key);
    CHECK_FALSE(keys->shared(end, kAnna));
    CHECK_FALSE(keys->shared(end + 64s, kJames));
  }
  const WindowKey annas = early->make({end, 0, {}}, kAnna, all_are_used);
  CHECK(early->shared(end, kAnna)->key == annas.key);
  CHECK(early->shared(end, kJames)->key == made.key);
}

TEMPLATE_TEST_CASE("a key that no message needs gives way to a new one of its window",
                   "[key_store]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  make(*keys, end);
  make(*keys, end + 64s);
  make_to_burn(*keys, end);
  const Generation planted = kFirst;
  const auto is_used = [&](Generation one) { return one != planted && one != kSecond; };
  const WindowKey annas = keys->make({end, 0, {}}, kAnna, is_used);
  CHECK(access(world)->generations(Which::all) ==
        std::set<Generation>{kSecond, Generation{3}, annas.generation});
  CHECK_FALSE(access(world)->find({end, planted}));
}

TEMPLATE_TEST_CASE("a message to burn has a key that no other message gets", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey one = make_to_burn(*keys, end);
  CHECK_FALSE(keys->shared(end, kJames));
  CHECK_FALSE(keys->shared(end, [](const WindowId&, ByteView) { return Bytes(kTagSize); }));
  const WindowKey other = make_to_burn(*keys, end);
  CHECK(one.key != other.key);
  CHECK(one.generation != other.generation);
  const WindowKey of_window = make(*keys, end);
  CHECK(keys->shared(end, kJames)->generation == of_window.generation);
  CHECK(keys->find({end, one.generation}) == one.key);
  CHECK(keys->generations(Which::all).size() == 3);
  CHECK(keys->generations(Which::counted) ==
        std::set<Generation>{one.generation, other.generation});
  CHECK(keys->generations(Which::newer).empty());
}

// Their end.

TEMPLATE_TEST_CASE("a destroyed key is gone, whoever asks, and all others are there", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const auto other = access(world);
  const WindowKey doomed = make(*keys, end);
  const WindowKey kept = make(*keys, end + 64s);
  REQUIRE(other->find({end, doomed.generation}));
  const Destroyed destroyed = keys->destroy({doomed.generation, Generation{99}});
  CHECK(destroyed.count == 1);
  CHECK(destroyed.earliest_due == end);
  const auto late = access(world);
  for (KeyStore* one : {keys.get(), other.get(), late.get()}) {
    CHECK_FALSE(one->find({end, doomed.generation}));
    CHECK_FALSE(one->shared(end, kJames));
    CHECK(one->generations(Which::all) == std::set{kept.generation});
    CHECK(one->find({end + 64s, kept.generation}) == kept.key);
  }
  CHECK(other->destroy({doomed.generation}).count == 0);
  CHECK(other->destroy({}).count == 0);
}

TEMPLATE_TEST_CASE("a key is there until its window ends, and not an instant longer", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const bool burn = GENERATE(false, true);
  const WindowKey ending = burn ? make_to_burn(*keys, end) : make(*keys, end);
  const WindowKey living = make(*keys, end + 1ms);
  world.clock.advance(64s - 1ms);
  CHECK(keys->find({end, ending.generation}));
  CHECK(keys->shared(end, kJames).has_value() != burn);
  CHECK_FALSE(keys->any_ended(keys->begin_access(MayWrite::yes)));
  CHECK(keys->destroy_ended().count == 0);
  world.clock.advance(1ms);
  CHECK_FALSE(keys->find({end, ending.generation}));  // though it is still there
  CHECK_FALSE(keys->shared(end, kJames));
  CHECK(access(world)->any_ended(keys->begin_access(MayWrite::yes)));
  CHECK(keys->look_for_ended().count == 1);
  CHECK(keys->generations(Which::all).size() == 2);
  const Destroyed destroyed = access(world)->destroy_ended();
  CHECK(destroyed.count == 1);
  CHECK(destroyed.earliest_due == end);
  CHECK(keys->generations(Which::all) == std::set{living.generation});
  CHECK(keys->find({end + 1ms, living.generation}) == living.key);
  CHECK_FALSE(keys->any_ended(keys->begin_access(MayWrite::yes)));
  CHECK(keys->look_for_ended().count == 0);
}

TEMPLATE_TEST_CASE("the longest overdue of those that are destroyed is told", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  for (const auto later : {64s, 0s, 128s}) make(*keys, end + later);
  world.clock.advance(1h);
  keys->begin_access(MayWrite::yes);
  CHECK(keys->look_for_ended().earliest_due == end);
  const Destroyed destroyed = keys->destroy_ended();
  CHECK(destroyed.count == 3);
  CHECK(destroyed.earliest_due == end);
}

// What never comes twice.

TEMPLATE_TEST_CASE("a generation never comes twice", "[key_store]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const auto next = [&](KeyStore& store, Generation above) {
    return number_of(make(store, end, above).generation);
  };
  CHECK(next(*keys, {}) == 1);
  CHECK(next(*keys, Generation{40}) == 41);
  CHECK(next(*keys, Generation{3}) == 42);
  SECTION("also when all keys are gone") {
    world.clock.advance(1h);
    CHECK(access(world)->destroy_ended().count == 3);
    CHECK(next(*access(world), {}) == 43);
  }
  SECTION("also when another process has made one meanwhile") {
    CHECK(next(*access(world), {}) == 43);
    CHECK(next(*keys, {}) == 44);
  }
  SECTION("also when an older copy is put back, of which the database knows") {
    const auto copy = world.copy();
    CHECK(next(*keys, {}) == 43);
    world.put_back(copy);
    CHECK(next(*access(world), Generation{43}) == 44);
    CHECK(next(*access(world), Generation{43}) == 45);
  }
}

TEMPLATE_TEST_CASE("the counters are as of the last look, and do not fall", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const auto keys = access(world);
  const auto other = access(world);
  CHECK(keys->counters() == KeyCounters{});
  make(*keys, world.clock.wall() + 64s, Generation{6});
  keys->remember(5);
  CHECK(keys->counters() == KeyCounters{Generation{7}, 5});
  CHECK(other->counters() == KeyCounters{});
  other->remember(3);  // it does not know of 5
  CHECK(other->look_at_counters() == KeyCounters{Generation{7}, 5});
  CHECK(other->counters() == KeyCounters{Generation{7}, 5});
  other->remember(3);
  CHECK(other->look_at_counters().last_message == 5);
  other->remember(6);
  keys->remember(6);
  keys->begin_access(MayWrite::no);
  CHECK(keys->counters() == KeyCounters{Generation{7}, 6});
  CHECK(access(world)->counters() == KeyCounters{Generation{7}, 6});
}

// Time.

TEMPLATE_TEST_CASE("vault time goes on, whatever the wall clock says", "[key_store]", FileWorld,
                   MemoryWorld) {
  TestType world;
  const Instant start = world.clock.wall();
  const auto keys = world.open();
  CHECK(keys->begin_access(MayWrite::yes) == start);
  CHECK(keys->time().offset() == 0s);
  CHECK(keys->time().ahead() == 0s);
  world.clock.advance(1min);
  CHECK(keys->time().now() == start + 1min);
  CHECK(keys->begin_access(MayWrite::yes) == start + 1min);
  world.clock.step_wall(-1h);
  CHECK(keys->time().now() == start + 1min);
  CHECK(keys->begin_access(MayWrite::yes) == start + 1min);
  CHECK(keys->time().offset() == -1h);
  CHECK(keys->time().ahead() == -1h);
  CHECK_FALSE(keys->time().has_aged());
}

TEMPLATE_TEST_CASE("vault time is saved by who may write, and never goes back", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant start = world.clock.wall();
  const auto keys = world.open();
  world.clock.advance(1h);
  Instant mark = start;
  SECTION("by an access that writes") {
    mark = keys->begin_access(MayWrite::yes);
    CHECK(mark == start + 1h);
  }
  SECTION("not by one that only looks") {
    CHECK(keys->begin_access(MayWrite::no) == start + 1h);
  }
  SECTION("not if it cannot be, which is no error") {
    world.refuse(Refusal::to_write);
    CHECK(keys->begin_access(MayWrite::yes) == start + 1h);
    world.refuse(Refusal::none);
  }
  world.clock.reboot(start - 48h);
  CHECK(world.open()->begin_access(MayWrite::yes) == mark);
}

TEMPLATE_TEST_CASE("time that comes to light makes the keys older that were there", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  world.clock.set_synchronised(true);
  const Instant end = world.clock.wall() + 12h;
  make(*access(world), end);
  world.clock.set_synchronised(false);
  world.clock.reboot(world.clock.wall());  // an hour has passed, and nobody knows
  const auto keys = access(world);
  CHECK_FALSE(keys->shared(end, kJames));  // it may become older than what is stored now
  make(*keys, end);
  world.clock.step_wall(1h);
  world.clock.set_synchronised(true);
  keys->begin_access(MayWrite::yes);
  const auto late = access(world);
  for (KeyStore* one : {keys.get(), late.get()}) {
    CHECK(one->time().has_aged());
    REQUIRE(one->time().ages().size() == 1);
    CHECK(one->time().ages().front().last == kFirst);
    CHECK(one->time().ages().front().by == 1h);
    CHECK(one->time().aged_by(kFirst) == 1h);
    CHECK(one->time().aged_by(kSecond) == 0h);
    CHECK(one->time().due({end, kFirst}) == end - 1h);
    CHECK(one->shared(end, kJames)->generation == kSecond);
  }
  world.clock.advance(end - 1h - keys->time().now() - 1ms);
  CHECK_FALSE(keys->any_ended(keys->begin_access(MayWrite::yes)));
  world.clock.advance(1ms);
  CHECK(keys->any_ended(keys->begin_access(MayWrite::yes)));
  CHECK_FALSE(keys->find({end, kFirst}));
  CHECK(keys->destroy_ended().earliest_due == end - 1h);
  CHECK(access(world)->generations(Which::all) == std::set{kSecond});
  CHECK_FALSE(keys->any_ended(keys->begin_access(MayWrite::yes)));
}

TEMPLATE_TEST_CASE("what is new about the time is confirmed once", "[key_store]", FileWorld,
                   MemoryWorld) {
  TestType world;
  world.refuse(Refusal::to_confirm);
  const auto keys = access(world);
  CHECK_NOTHROW(keys->confirm_time());  // nothing is new
  world.clock.reboot(world.clock.wall() + 1h);
  keys->begin_access(MayWrite::yes);
  CHECK(error_kind([&] { keys->confirm_time(); }) == ErrorKind::not_written);
  keys->begin_access(MayWrite::yes);
  CHECK(error_kind([&] { keys->confirm_time(); }) == ErrorKind::not_written);
  world.refuse(Refusal::none);
  keys->begin_access(MayWrite::yes);
  SECTION("by itself") {
    keys->confirm_time();
  }
  SECTION("with a key") {
    make(*keys, world.clock.wall() + 64s);
  }
  world.refuse(Refusal::to_confirm);
  CHECK_NOTHROW(keys->confirm_time());
  CHECK_NOTHROW(access(world)->confirm_time());
}

// Whose they are, and what is there.

TEMPLATE_TEST_CASE("keys are of one database, until they are bound to another", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const auto ours = access(world);
  CHECK_FALSE(ours->ownership().copy);
  CHECK_FALSE(ours->ownership().to_be_bound);
  CHECK_FALSE(ours->bind());
  const auto theirs = access(world, "theirs");
  REQUIRE(theirs->ownership().copy);
  CHECK(theirs->ownership().copy->kind() == ErrorKind::not_a_vault);
  world.refuse(Refusal::to_confirm);
  CHECK(error_kind([&] { theirs->bind(); }) == ErrorKind::not_written);
  world.refuse(Refusal::none);
  CHECK_FALSE(access(world)->ownership().copy);
  CHECK(theirs->bind());
  CHECK_FALSE(theirs->bind());
  theirs->begin_access(MayWrite::yes);
  CHECK_FALSE(theirs->ownership().copy);
  CHECK_FALSE(ours->ownership().copy);  // as of its last look
  ours->begin_access(MayWrite::yes);
  CHECK(ours->ownership().copy);
}

TEMPLATE_TEST_CASE("inspect tells each key, also one that has ended, and changes nothing",
                   "[key_store]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  CHECK(Seen(*keys).keys.empty());
  const WindowKey one = make(*keys, end);
  const WindowKey burn = make_to_burn(*keys, end + 64s);
  world.clock.advance(64s);
  for (int twice = 0; twice < 2; ++twice) {
    const Seen seen(*access(world));
    CHECK(seen.damage.empty());
    REQUIRE(seen.keys.size() == 2);
    CHECK(seen.keys[0].id == WindowId{end, one.generation});
    CHECK(seen.keys[0].uses == 0);
    CHECK(seen.keys[0].key == one.key);
    CHECK(seen.keys[1].id == WindowId{end + 64s, burn.generation});
    CHECK(seen.keys[1].uses == 1);
    CHECK(seen.keys[1].key == burn.key);
  }
  CHECK_FALSE(keys->name().empty());
  CHECK_NOTHROW(keys->require_writable());
  CHECK_NOTHROW(keys->require_safe_place());
}

// Keys whose uses are counted.

TEMPLATE_TEST_CASE("each use of a counted key is taken from what is left, and the last destroys it",
                   "[key_store][reads]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey shared = make(*keys, end);
  const WindowKey key = make_to_read(*keys, end, 3);
  const auto other_process = access(world);
  using Left = std::map<Generation, Uses>;
  CHECK(keys->uses() == Left{{key.generation, 3}});
  CHECK(keys->generations(Which::counted) == std::set{key.generation});
  CHECK(keys->use({{key.generation}, {}}) == Left{{key.generation, 2}});
  CHECK(other_process->use({{key.generation}, {}}) == Left{{key.generation, 1}});
  CHECK(access(world)->uses() == Left{{key.generation, 1}});
  CHECK(access(world)->find({end, key.generation}) == key.key);
  CHECK(keys->use({{key.generation}, {}}) == Left{{key.generation, 0}});
  CHECK(other_process->use({{key.generation}, {}}).empty());
  CHECK_FALSE(other_process->find({end, key.generation}));
  CHECK(access(world)->generations(Which::all) == std::set{shared.generation});
}

TEMPLATE_TEST_CASE("of several keys some are used once and others are destroyed, in one step",
                   "[key_store][reads]", FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey seven = make_to_read(*keys, end, 7);
  const WindowKey two = make_to_read(*keys, end, 2);
  const WindowKey burn = make_to_burn(*keys, end);
  const WindowKey many = make_to_read(*keys, end, kMaxReads);
  const auto left =
      keys->use({{seven.generation, Generation{99}}, {burn.generation, many.generation}});
  CHECK(left == std::map<Generation, Uses>{
                    {seven.generation, 6}, {burn.generation, 0}, {many.generation, 0}});
  CHECK(access(world)->uses() ==
        std::map<Generation, Uses>{{seven.generation, 6}, {two.generation, 2}});
}

TEMPLATE_TEST_CASE("a use that is not confirmed is not taken", "[key_store][reads]", FileWorld,
                   MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey key = make_to_read(*keys, end, 2);
  const WindowKey burn = make_to_burn(*keys, end);
  const KeyStore::Taken both{{key.generation}, {burn.generation}};
  const auto before = keys->uses();
  world.refuse(GENERATE(Refusal::to_write, Refusal::to_confirm));
  CHECK(error_kind([&] { keys->use(both); }) == ErrorKind::not_written);
  world.refuse(Refusal::none);
  CHECK(access(world)->uses() == before);
  CHECK(access(world)->find({end, key.generation}) == key.key);
  CHECK(access(world)->find({end, burn.generation}) == burn.key);
  CHECK(keys->use(both).size() == 2);
  CHECK(access(world)->uses() == std::map<Generation, Uses>{{key.generation, 1}});
}

// Stores that refuse.

TEMPLATE_TEST_CASE("a key that is not confirmed is not made", "[key_store]", FileWorld,
                   MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey there = make(*keys, end);
  world.refuse(GENERATE(Refusal::to_write, Refusal::to_confirm));
  CHECK(error_kind([&] { make(*keys, end + 64s); }) == ErrorKind::not_written);
  CHECK(keys->shared(end, kJames)->key == there.key);  // what is there is read all the same
  CHECK_FALSE(keys->shared(end + 64s, kJames));
  world.refuse(Refusal::none);
  CHECK(access(world)->generations(Which::all) == std::set{there.generation});
  CHECK(make(*keys, end + 64s).generation > there.generation);
}

TEMPLATE_TEST_CASE("a living key whose end is not confirmed lives on", "[key_store]", FileWorld,
                   MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey key = make_to_burn(*keys, end);
  world.refuse(GENERATE(Refusal::to_write, Refusal::to_confirm));
  CHECK(error_kind([&] { keys->destroy({key.generation}); }) == ErrorKind::not_written);
  CHECK(keys->find({end, key.generation}) == key.key);
  CHECK(access(world)->find({end, key.generation}) == key.key);
  world.refuse(Refusal::none);
  CHECK(access(world)->find({end, key.generation}) == key.key);
  CHECK_FALSE(access(world)->any_ended(world.clock.wall()));
  CHECK(keys->destroy({key.generation}).count == 1);
}

TEMPLATE_TEST_CASE("an end that is not confirmed is final, and is tried again", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const Instant end = world.clock.wall() + 64s;
  const auto keys = access(world);
  const WindowKey key = make(*keys, end);
  const WindowKey living = make_to_burn(*keys, end + 1h);
  world.clock.advance(64s);
  const Refusal refusal = GENERATE(Refusal::to_write, Refusal::to_confirm);
  world.refuse(refusal);
  CHECK(error_kind([&] { keys->destroy_ended(); }) == ErrorKind::not_written);
  const auto is_given = [&] {
    const auto now = access(world);
    return now->find({end, key.generation}) || now->shared(end, kJames);
  };
  CHECK_FALSE(is_given());
  world.refuse(Refusal::none);
  CHECK_FALSE(is_given());
  CHECK(access(world)->any_ended(world.clock.wall()));
  if (refusal == Refusal::to_confirm) {
    CHECK(Seen(*access(world)).damage == std::vector<std::string>{"unconfirmed_destruction"});
    CHECK(keys->destroy({living.generation}).count == 1);  // which confirms no other end
    CHECK(access(world)->any_ended(world.clock.wall()));
  }
  CHECK_NOTHROW(access(world)->destroy_ended());
  CHECK_FALSE(access(world)->any_ended(world.clock.wall()));
  CHECK(Seen(*access(world)).damage.empty());
  CHECK_FALSE(access(world)->generations(Which::all).contains(key.generation));
}

TEMPLATE_TEST_CASE("a store that cannot be written to remembers no message", "[key_store]",
                   FileWorld, MemoryWorld) {
  TestType world;
  const auto keys = access(world);
  world.refuse(Refusal::to_write);
  CHECK(error_kind([&] { keys->remember(5); }) == ErrorKind::not_written);
  CHECK_NOTHROW(keys->remember(0));
  world.refuse(Refusal::none);
  CHECK(keys->look_at_counters().last_message == 0);
}
