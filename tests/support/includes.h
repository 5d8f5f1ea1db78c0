#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mayfly::test {

/// An #include of a source file.
struct Include {
  std::string file;  ///< in which it stands: the path from the root of the tree
  std::string text;  ///< between its quotes or angle brackets; all of the line if it has neither

  /// The file of the tree that it brings in, by its path from the root; nothing if it is none of
  /// the tree's.
  std::optional<std::string> target;
};

/// What `text` brings in if it stands in `file`. It is looked for as the compiler does: first
/// beside the file, then in each of `search_folders`.
std::optional<std::string> target_of(const std::filesystem::path& root, const std::string& file,
                                     const std::string& text,
                                     const std::vector<std::string>& search_folders);

/// The source files (.h, .cc) below `folder`, as paths from `root`, sorted.
std::vector<std::string> source_files(const std::filesystem::path& root, const std::string& folder);

/// The includes of all source files below `folder`, with what they bring in.
std::vector<Include> includes_of(const std::filesystem::path& root, const std::string& folder,
                                 const std::vector<std::string>& search_folders);

}  // namespace mayfly::test
