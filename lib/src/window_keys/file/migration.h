#pragma once

#include <filesystem>

#include "mayfly/disk.h"
#include "platform/descriptor.h"
#include "platform/patience.h"

namespace mayfly::window_keys {

/// Brings a window-key file of format 1 to today's, in place: a new file would leave its keys in
/// the blocks of the old one. If it is killed at any step, the next one who opens the file
/// completes it. Throws Error{busy} when `patience` ends and others still have the file, and
/// std::system_error.
void migrate_from_format_1(const platform::Descriptor& fd, const std::filesystem::path& path,
                           Disk& disk, Patience& patience);

}  // namespace mayfly::window_keys
