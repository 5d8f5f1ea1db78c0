#pragma once

#include <filesystem>

#include "context.h"

namespace mayfly::app {

/// KeyFile::read(), with a warning where the file is one of Windows's.
KeyFile read_key_file(Context& context, const std::filesystem::path& file);

/// KeyFile::parse(), with the same warning.
KeyFile parse_key_file(Context& context, ByteView text);

}  // namespace mayfly::app
