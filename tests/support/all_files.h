#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "support/bytes_of.h"

namespace mayfly::test {

/// The content of every file below a folder: to see that nothing changed.
inline std::map<std::string, std::string> all_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files[entry.path()] = bytes_of(entry);
  }
  return files;
}

}  // namespace mayfly::test
