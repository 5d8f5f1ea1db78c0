#pragma once

#include <cstdint>
#include <filesystem>

namespace mayfly::platform {

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
