#pragma once

#include "platform/file_status.h"
#include "platform/patience.h"
#include "window_keys/file/window_key_file.h"
#include "window_keys/key_store.h"

namespace mayfly::window_keys {

/// Whether the keys of `file` are those of that database, as of the last look at it.
Ownership ownership_of(const WindowKeyFile& file, const platform::FilePlace& database);

/// Binds them to it, whatever they were bound to. Returns false if they were bound to it before.
/// Throws Error{busy} and {not_written}.
bool bind(WindowKeyFile& file, const platform::FilePlace& database, Patience& patience);

}  // namespace mayfly::window_keys
