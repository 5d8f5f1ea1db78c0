#include "support/includes.h"

#include <algorithm>
#include <fstream>

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;

std::string without_blanks_in_front(const std::string& line) {
  return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

/// What a line includes, if it does.
std::optional<std::string> included_by(const std::string& line) {
  std::string rest = without_blanks_in_front(line);
  if (!rest.starts_with('#')) return std::nullopt;
  rest = without_blanks_in_front(rest.substr(1));
  if (!rest.starts_with("include") || rest.starts_with("include_next")) return std::nullopt;
  const auto begin = rest.find_first_of("<\"");
  if (begin == std::string::npos) return rest;  // a macro, which nobody can look through
  const auto end = rest.find_first_of(">\"", begin + 1);
  return rest.substr(begin + 1, end - begin - 1);
}

}  // namespace

std::optional<std::string> target_of(const fs::path& root, const std::string& file,
                                     const std::string& text,
                                     const std::vector<std::string>& search_folders) {
  std::vector<fs::path> folders{(root / file).parent_path()};
  for (const std::string& folder : search_folders) folders.push_back(root / folder);
  for (const fs::path& folder : folders)
    if (fs::is_regular_file(folder / text))
      return fs::relative(fs::canonical(folder / text), fs::canonical(root)).string();
  return std::nullopt;
}

std::vector<std::string> source_files(const fs::path& root, const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".h" || path.extension() == ".cc")
      files.push_back(fs::relative(path, root).string());
  }
  std::ranges::sort(files);
  return files;
}

std::vector<Include> includes_of(const fs::path& root, const std::string& folder,
                                 const std::vector<std::string>& search_folders) {
  std::vector<Include> includes;
  for (const std::string& file : source_files(root, folder)) {
    std::ifstream lines(root / file);
    for (std::string line; std::getline(lines, line);)
      if (const auto text = included_by(line))
        includes.push_back({file, *text, target_of(root, file, *text, search_folders)});
  }
  return includes;
}

}  // namespace mayfly::test
