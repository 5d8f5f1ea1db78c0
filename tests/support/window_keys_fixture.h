#pragma once

#include "support/fakes.h"
#include "support/temp_folder.h"
#include "support/window_key_files.h"
#include "window_keys/file/file_key_store.h"

namespace mayfly::test {

/// What a user's tag stands for here: the key itself, so that each knows their own again.
inline Bytes tag_of(const window_keys::WindowId&, ByteView key) {
  return {key.begin(), key.end()};
}

/// With keys that a message needs, of the user whose tags are tag_of(). Times are Unix
/// milliseconds.
inline window_keys::WindowKey make(window_keys::KeyStore& keys, std::int64_t window_end, bool burn,
                                   std::int64_t above) {
  return keys.make({from_unix_ms(window_end), burn, Generation{above}}, tag_of,
                   [](Generation) { return true; });
}
inline window_keys::WindowKey make(window_keys::KeyStore&& keys, std::int64_t window_end, bool burn,
                                   std::int64_t above) {
  return make(keys, window_end, burn, above);
}
inline std::optional<window_keys::WindowKey> shared_key(window_keys::KeyStore& keys,
                                                        std::int64_t window_end) {
  return keys.shared(from_unix_ms(window_end), tag_of);
}
inline std::optional<window_keys::WindowKey> shared_key(window_keys::KeyStore&& keys,
                                                        std::int64_t window_end) {
  return shared_key(keys, window_end);
}

/// A window-key file without a vault.
struct WindowKeysFixture {
  TempFolder folder;
  ManualClock clock;
  SystemRandom random;
  TestDisk disk;
  Patience patience;
  Bytes vault_id = Bytes(kVaultIdSize, 7);
  std::filesystem::path path = folder / "x.windows";
  platform::FilePlace database{folder / "vault.db", 1, 2};

  WindowKeysFixture() {
    window_keys::Header header;
    header.vault_id = vault_id;
    window_keys::WindowKeyFile::create(path, header, first_record(), database, disk, random);
  }

  window_keys::ClockRecord first_record() {
    window_keys::ClockRecord record = window_keys::first_record(clock);
    record.on_disk = true;
    return record;
  }

  window_keys::WindowKeyFile file() {
    return window_keys::WindowKeyFile::open(path, vault_id, disk).value();
  }

  /// As another process has them.
  window_keys::FileKeyStore open() { return open_on(disk); }
  window_keys::FileKeyStore open_on(Disk& other) {
    window_keys::FileKeyStore keys(window_keys::WindowKeyFile::open(path, vault_id, other).value(),
                                   database, clock, random, patience);
    keys.begin_access(window_keys::MayWrite::yes);
    return keys;
  }

  /// The end of a window so far ahead, in Unix milliseconds.
  std::int64_t in(std::chrono::milliseconds time) { return to_unix_ms(clock.wall() + time); }
};

}  // namespace mayfly::test
