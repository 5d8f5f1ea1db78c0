#pragma once

#include <filesystem>
#include <optional>

#include "process/environment.h"

namespace mayfly::app {

/// The user's home: HOME, else what the system has for the user; nothing if neither is absolute.
std::optional<std::filesystem::path> find_home(const Environment& environment);

/// A folder of the XDG Base Directory Specification: what the variable names, else `in_home` in the
/// home. What is not absolute is ignored, as that says.
std::optional<std::filesystem::path> find_base_folder(const Environment& environment,
                                                      const char* variable, const char* in_home);

}  // namespace mayfly::app
