#pragma once

// How a vault gets the key store that is a window-key file.

#include <filesystem>
#include <memory>
#include <optional>

#include "mayfly/bytes.h"
#include "mayfly/clock.h"
#include "mayfly/disk.h"
#include "mayfly/random.h"
#include "platform/file_status.h"
#include "platform/patience.h"
#include "window_keys/key_store.h"

namespace mayfly::window_keys {

/// What such a store works with, all its life.
struct Means {
  Clock& clock;
  RandomSource& random;
  Disk& disk;
  Patience& patience;
};

/// Opens the window-key file at `path` for that database; nothing if there is none. An empty
/// `vault_id` takes any vault's. Throws as WindowKeyFile::open(); NewerFormat for a later
/// program's.
std::unique_ptr<KeyStore> open_key_file(const std::filesystem::path& path, ByteView vault_id,
                                        const platform::FilePlace& database, const Means& means,
                                        MayWrite may_write);

/// Makes one, whole and on the disk, with no window keys, and its folder; `given` was given before.
/// False, and nothing done, if there is one. The caller holds a lock that keeps others from making
/// the same.
bool make_key_file(const std::filesystem::path& path, ByteView vault_id, const KeyCounters& given,
                   const platform::FilePlace& database, const Means& means);

/// Whether the window-key file at `path` is of a database that stood at `database`; nothing if that
/// cannot be told.
std::optional<bool> was_of(const std::filesystem::path& path, Disk& disk,
                           const std::filesystem::path& database);

}  // namespace mayfly::window_keys
