#pragma once

#include <sys/stat.h>

#include <cstdint>
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

/// Where a file stands, and what file it is.
struct FilePlace {
  std::filesystem::path path;  ///< without symbolic links
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  bool is_same_file(const FilePlace& other) const {
    return device == other.device && inode == other.inode;
  }
  bool operator==(const FilePlace&) const = default;
};

/// The file at `path`, which stands in a folder that is there; zeros if there is none.
FilePlace place_of(const std::filesystem::path& path);

}  // namespace mayfly::platform
