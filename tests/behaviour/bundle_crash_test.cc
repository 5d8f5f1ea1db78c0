// A move and an import on a file layer that fails or stops at its n-th operation, for each n.

#include "support/accidents.h"
#include "support/bundle_bytes.h"
#include "support/catch.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// What stood when the accident was over.
struct Tally {
  int steps = 0;
  int here = 0;   ///< all that was to be moved was still here, or nothing was imported
  int there = 0;  ///< it was not, or all was
};

/// Messages with windows of their own, and with windows of others.
std::vector<Known> to_move(const CalmVault& calm) {
  return {calm.first_of_two, calm.alone, calm.burn};
}

std::size_t count_readable(CrashWorld& world, const std::vector<Known>& messages) {
  std::size_t count = 0;
  for (const Known& message : messages)
    if (text_of(world.james(), message.id) == message.text) ++count;
  return count;
}

Tally move_with_accidents(const CalmVault& calm, const Accident& accident) {
  const std::vector<Known> messages = to_move(calm);
  Tally tally;
  for (int n = 1;; ++n) {
    CrashWorld world(calm);
    bool published = false;
    bool moved = false;
    const auto operation = [&](CrashWorld& in) {
      in.open();
      std::vector<MessageId> ids;
      for (const Known& message : messages) ids.push_back(message.id);
      std::vector<Bundled> bundled;
      in.james().bundle_each(ids, true,
                             [&](BundledMessage, const Bundled& one) { bundled.push_back(one); });
      in.james().move_out(bundled, [&] { published = true; });
      moved = true;
    };
    const bool hit = meets_accident(world, operation, accident, n);
    CAPTURE(accident.name, n, published, moved);
    if (accident.fault != Fault::fail) world.die(accident.loss);
    world.faults.disarm();
    world.open();
    const std::size_t left = count_readable(world, messages);
    if (!published) CHECK(left == messages.size());
    if (moved) CHECK(left == 0);
    CHECK(text_of(world.james(), calm.second_of_two.id) == calm.second_of_two.text);
    CHECK(text_of(world.james(), calm.kept.id) == calm.kept.text);
    if (!hit) return tally;
    ++tally.steps;
    ++(left == messages.size() ? tally.here : tally.there);
  }
}

Tally import_with_accidents(const CalmVault& calm, const Key& key, const Bytes& bundle) {
  Tally tally;
  for (const Accident& accident : kAccidents) {
    for (int n = 1;; ++n) {
      CrashWorld world(calm);
      std::optional<Imported> imported;
      const auto operation = [&](CrashWorld& in) {
        in.open();
        BundleReader reader(source_of(bundle));
        reader.unlock(key);
        imported = in.james().import(reader, in.clock.since_boot());
      };
      const bool hit = meets_accident(world, operation, accident, n);
      CAPTURE(accident.name, n, imported.has_value());
      if (accident.fault != Fault::fail) world.die(accident.loss);
      world.faults.disarm();
      world.open();
      const std::size_t found = world.james().find(as_bytes("imported")).size();
      CHECK((found == 0 || found == 2));
      if (imported) CHECK(found == 2);
      if (!hit) break;
      ++tally.steps;
      ++(found == 0 ? tally.here : tally.there);
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("a move that stops at any step loses no message that was not published",
          "[slow][crash][bundle]") {
  const CalmVault calm(false);
  int there = 0;
  for (const Accident& accident : kAccidents) {
    const Tally tally = move_with_accidents(calm, accident);
    CHECK(tally.steps >= 10);
    CHECK(tally.here > 0);
    there += tally.there;
  }
  CHECK(there > 0);
}

TEST_CASE("an import that stops at any step stores all messages or none", "[slow][crash][bundle]") {
  const CalmVault calm(false);
  SystemRandom random;
  const Key key = Key::of_file(KeyFile::generate(random));
  auto burn = bundled("two", "imported");
  burn.burn = true;
  auto lasting = bundled("one", "imported");
  for (BundledMessage* message : {&burn, &lasting}) {
    message->deadline = from_unix_ms(1'795'500'000'000) + 24h * 300;
    message->remaining = 24h * 300;
  }
  const Bytes bundle = write_bundle(key, {std::move(lasting), std::move(burn)}, random);
  const Tally tally = import_with_accidents(calm, key, bundle);
  CHECK(tally.steps >= 60);
  CHECK(tally.here > 0);
  CHECK(tally.there > 0);
}
