#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace mayfly::test {

/// The whole content of a file.
inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace mayfly::test
