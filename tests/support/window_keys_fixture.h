#pragma once

#include "support/fakes.h"
#include "support/temp_folder.h"
#include "support/window_key_files.h"
#include "window_keys/window_keys.h"

namespace mayfly::test {

/// A window-key file without a vault.
struct WindowKeysFixture {
  TempFolder folder;
  ManualClock clock;
  SystemRandom random;
  TestDisk disk;
  Patience patience;
  Bytes vault_id = Bytes(window_keys::kVaultIdSize, 7);
  std::filesystem::path path = folder / "x.windows";

  WindowKeysFixture() {
    window_keys::Header header;
    header.vault_id = vault_id;
    header.clock = window_keys::start_of_vault_time(clock);
    window_keys::WindowKeyFile::create(path, header, disk, random);
  }

  window_keys::WindowKeyFile file() {
    return window_keys::WindowKeyFile::open(path, vault_id, disk).value();
  }

  /// As another process has them.
  window_keys::WindowKeys open() { return open_on(disk); }
  window_keys::WindowKeys open_on(Disk& other) {
    window_keys::WindowKeys keys(window_keys::WindowKeyFile::open(path, vault_id, other).value(),
                                 clock, random, patience);
    keys.begin_access(true);
    return keys;
  }

  /// The end of a window so far ahead, in Unix milliseconds.
  std::int64_t in(std::chrono::milliseconds time) { return to_unix_ms(clock.wall() + time); }
};

}  // namespace mayfly::test
