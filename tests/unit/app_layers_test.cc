// doc/design.md, "Layers", as a check of app/: each of its folders may include what is listed here,
// and nothing else. What is looked at is the file that an #include leads to, not how it is written.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = MAYFLY_SOURCE_DIR;

/// A folder of app/, and those below it that it knows besides itself and the library's public
/// headers.
struct Layer {
  std::string folder;
  std::vector<std::string> below;
};

/// From bottom to top.
const std::vector<Layer> kLayers{
    {"app/cli", {}},
    {"app/terminal", {}},
    {"app/process", {"app/cli", "app/terminal"}},
    {"app/output", {"app/cli", "app/process"}},
    {"app/tool", {"app/cli", "app/terminal", "app/process", "app/output"}},
    {"app/keys", {"app/cli", "app/terminal", "app/process", "app/output", "app/tool"}},
    {"app/vaults",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/keys"}},
    {"app/commands",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/keys",
      "app/vaults"}},
    {"app/commands/key",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/keys", "app/vaults",
      "app/commands"}},
    {"app", {"app/cli", "app/process", "app/output", "app/tool", "app/keys"}},
};
constexpr const char* kPublicHeaders = "lib/include/mayfly";

/// The libraries of which app/ may include headers, each in one file: they take long to compile.
const std::vector<std::pair<std::string, std::string>> kLibraries{
    {"CLI/", "app/cli/parser.cc"},
    {"spdlog/", "app/output/log.cc"},
    {"nlohmann/", "app/output/json.cc"},
    {"fmt/", "app/output/format."},
};

bool is_source(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cc";
}

/// Calls `use` with each source file below the folder, by its path from the root.
void each_source(const char* folder, const std::function<void(const fs::path&)>& use) {
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
    if (is_source(entry.path())) use(fs::relative(entry.path(), kRoot));
}

/// The file of ours that an #include in `file` means, by its path from the root.
std::optional<fs::path> resolved(const fs::path& file, const std::string& included) {
  for (const fs::path& folder :
       {file.parent_path(), fs::path("app"), fs::path("lib/include"), fs::path("lib/src")}) {
    const fs::path path = kRoot / folder / included;
    if (fs::is_regular_file(path)) return fs::relative(fs::canonical(path), fs::canonical(kRoot));
  }
  return std::nullopt;
}

bool may_include(const std::string& folder, const std::string& other) {
  if (folder == other || other == kPublicHeaders) return true;
  const auto layer = std::ranges::find(kLayers, folder, &Layer::folder);
  return layer != kLayers.end() && std::ranges::count(layer->below, other) > 0;
}

/// What speaks against an #include; nothing if it may stand there.
std::string fault_of(const fs::path& file, const std::string& included) {
  if (const auto ours = resolved(file, included)) {
    const bool may = may_include(file.parent_path().string(), ours->parent_path().string());
    return may ? "" : file.string() + " may not include " + ours->string();
  }
  if (std::regex_search(included, std::regex("^(botan|SQLiteCpp)/|^sqlite3")))
    return file.string() + " uses a library of lib/: " + included;
  for (const auto& [library, place] : kLibraries) {
    if (included.starts_with(library) && !file.string().starts_with(place))
      return included + " belongs in " + place;
  }
  return "";
}

std::vector<std::string> includes_of(const fs::path& file) {
  const std::regex include("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  std::vector<std::string> all;
  std::ifstream stream(kRoot / file);
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (std::regex_match(line, match, include)) all.push_back(match[1]);
  }
  return all;
}

}  // namespace

TEST_CASE("each folder of app includes what is below it, and nothing else", "[layers]") {
  std::size_t count = 0;
  each_source("app", [&](const fs::path& file) {
    for (const std::string& included : includes_of(file)) {
      ++count;
      CHECK(fault_of(file, included) == "");
    }
  });
  CHECK(count > 300);
}

TEST_CASE("the layers of app are listed from bottom to top, and all of them", "[layers]") {
  std::vector<std::string> lower;
  for (const Layer& layer : kLayers) {
    CAPTURE(layer.folder);
    for (const std::string& below : layer.below) CHECK(std::ranges::count(lower, below) == 1);
    lower.push_back(layer.folder);
  }
  each_source("app", [&](const fs::path& file) {
    CAPTURE(file);
    CHECK(std::ranges::count(lower, file.parent_path().string()) == 1);
  });
}

TEST_CASE("an include that leads upwards is found however it is written", "[layers]") {
  CHECK(fault_of("app/cli/parser.cc", "cli/usage.h") == "");
  CHECK(fault_of("app/cli/parser.cc", "mayfly/error.h") == "");
  CHECK(fault_of("app/cli/parser.cc", "usage.h") == "");
  CHECK(fault_of("app/commands/key/add.cc", "../../vaults/vaults.h") == "");
  for (const std::string upwards :
       {"tool/tool.h", "../tool/tool.h", "../process/../tool/tool.h", "keys/user_key.h",
        "../../lib/src/keys/user_key.h", "botan/secmem.h", "SQLiteCpp/Database.h", "sqlite3.h",
        "spdlog/logger.h", "nlohmann/json.hpp", "../run_tool.h"}) {
    CAPTURE(upwards);
    CHECK(fault_of("app/cli/parser.cc", upwards) != "");
  }
  CHECK(fault_of("app/new_folder/new.cc", "cli/usage.h") != "");
}

TEST_CASE("each library of headers is compiled in its file", "[layers]") {
  for (const auto& one : kLibraries) {
    const std::string library = one.first;
    bool found = false;
    each_source("app", [&](const fs::path& file) {
      for (const std::string& included : includes_of(file))
        found |= included.starts_with(library) && file.string().starts_with(one.second);
    });
    CAPTURE(library);
    CHECK(found);
  }
}
