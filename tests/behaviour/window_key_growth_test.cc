// The window-key file stays small, however many messages there are and however long it is used.

#include "support/catch.h"
#include "support/window_keys_fixture.h"
#include "window_keys/window.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace mayfly::window_keys;
using namespace std::chrono_literals;

namespace {

struct GrowthFixture : WindowKeysFixture {
  std::size_t most_alive = 0;
  std::uintmax_t largest = 0;

  /// What a store, and the purge in front of it, ask of the window keys.
  void store(FileKeyStore& keys, std::chrono::seconds ttl) {
    const Instant at = keys.begin_access(MayWrite::yes);
    if (keys.any_ended(at)) keys.destroy_ended();
    const std::int64_t end = to_unix_ms(window_end(at, at + ttl));
    if (!shared_key(keys, end)) make(keys, end, false, 0);
  }

  void look(FileKeyStore& keys) {
    most_alive = std::max(most_alive, keys.generations(Which::all).size());
    largest = std::max(largest, std::filesystem::file_size(path));
  }
};

}  // namespace

TEST_CASE_METHOD(GrowthFixture,
                 "a week of a hundred messages a second of the default ttl needs less than 128 KiB",
                 "[window-keys][growth]") {
  // Of the hundred a second all but one a window find the key that there is.
  FileKeyStore keys = open();
  for (int window = 0; window < 9450; ++window) {
    store(keys, 600s);
    if (window % 10 == 0) look(keys);
    clock.advance(64s);
  }
  CHECK(file().header().generation >= 9450);
  CHECK(most_alive <= 11);
  CHECK(most_alive >= 10);
  CHECK(largest < (128u << 10));
  clock.advance(1h);
  keys.begin_access(MayWrite::yes);
  keys.destroy_ended();
  CHECK(live_slots(path).empty());
}

TEST_CASE_METHOD(GrowthFixture, "many lifetimes side by side share few windows",
                 "[window-keys][growth]") {
  FileKeyStore keys = open();
  for (int second = 0; second < 3000; ++second) {
    store(keys, std::chrono::seconds(1 + second * 7 % 600));
    store(keys, 24h);
    if (second % 10 == 0) look(keys);
    clock.advance(1s);
  }
  CHECK(most_alive <= 13);
  CHECK(largest < (128u << 10));
}
