#pragma once

// What the checks of files and of folders have in common.

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

namespace mayfly::platform {

/// Throws Error{unsafe_permissions}: "PATH WHY".
[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why,
                         std::string hint);

/// Throws Error{unsafe_permissions} if it belongs to another user.
void require_owner(const std::filesystem::path& path, const struct stat& status);

/// Nothing if there is no such file. Throws Error{unsafe_permissions} if we may not look.
std::optional<struct stat> status_of(const std::string& path, bool follow);

}  // namespace mayfly::platform
