#pragma once

#include <filesystem>
#include <string_view>

#include "mayfly/error.h"

namespace mayfly::platform {

/// The Error for a system call on `path` that failed with `error_number`: disk full, read-only and
/// the like are not_written.
Error system_error(int error_number, std::string_view doing, const std::filesystem::path& path);

}  // namespace mayfly::platform
