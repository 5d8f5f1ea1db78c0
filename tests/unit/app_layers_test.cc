// doc/design.md, "Layers", as a check of app/: each of its folders may include what is listed here,
// and nothing else. What is looked at is the file that an #include leads to, not how it is written.

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/includes.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = MAYFLY_SOURCE_DIR;
const std::vector<std::string> kSearchFolders{"app", "lib/include", "lib/src"};

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
    {"app/clipboard", {"app/cli", "app/terminal", "app/process", "app/output", "app/tool"}},
    {"app/keys", {"app/cli", "app/terminal", "app/process", "app/output", "app/tool"}},
    {"app/vaults",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/keys"}},
    {"app/run/mask", {"app/process"}},
    {"app/run", {"app/cli", "app/process", "app/output", "app/run/mask"}},
    {"app/completion",
     {"app/cli", "app/process", "app/output", "app/tool", "app/keys", "app/vaults"}},
    {"app/commands",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/clipboard",
      "app/keys", "app/vaults", "app/run", "app/run/mask", "app/completion"}},
    {"app/commands/key",
     {"app/cli", "app/terminal", "app/process", "app/output", "app/tool", "app/keys", "app/vaults",
      "app/commands"}},
    {"app", {"app/cli", "app/process", "app/output", "app/tool", "app/keys"}},
};
constexpr const char* kPublicHeaders = "lib/include/mayfly";

/// The libraries of which app/ may include headers, each in one file or two: they take long to
/// compile.
struct Library {
  std::string headers;
  std::vector<std::string> places;  ///< how their names begin
};
const std::vector<Library> kLibraries{
    {"CLI/", {"app/cli/parser.cc", "app/cli/config_file.cc"}},
    {"spdlog/", {"app/output/log.cc"}},
    {"nlohmann/", {"app/output/json.cc"}},
    {"fmt/", {"app/output/format."}},
};

bool is_place_of(const Library& library, const std::string& file) {
  return std::ranges::any_of(library.places,
                             [&](const std::string& place) { return file.starts_with(place); });
}

std::string folder_with(const std::string& file) {
  return fs::path(file).parent_path().string();
}

bool may_include(const std::string& folder, const std::string& other) {
  if (folder == other || other == kPublicHeaders) return true;
  const auto layer = std::ranges::find(kLayers, folder, &Layer::folder);
  return layer != kLayers.end() && std::ranges::count(layer->below, other) > 0;
}

/// What speaks against an #include; nothing if it may stand there.
std::string fault_of(const Include& include) {
  if (include.target) {
    const bool may = may_include(folder_with(include.file), folder_with(*include.target));
    return may ? "" : include.file + " may not include " + *include.target;
  }
  if (std::regex_search(include.text, std::regex("^(botan|SQLiteCpp)/|^sqlite3")))
    return include.file + " uses a library of lib/: " + include.text;
  for (const Library& library : kLibraries) {
    if (include.text.starts_with(library.headers) && !is_place_of(library, include.file))
      return include.text + " belongs in " + library.places.front();
  }
  return "";
}

/// The same of one that is not there.
std::string fault_of(const std::string& file, const std::string& text) {
  return fault_of({file, text, target_of(kRoot, file, text, kSearchFolders)});
}

}  // namespace

TEST_CASE("each folder of app includes what is below it, and nothing else", "[layers]") {
  const auto includes = includes_of(kRoot, "app", kSearchFolders);
  CHECK(includes.size() > 300);
  for (const Include& include : includes) CHECK(fault_of(include) == "");
}

TEST_CASE("the layers of app are listed from bottom to top, and all of them", "[layers]") {
  std::vector<std::string> lower;
  for (const Layer& layer : kLayers) {
    CAPTURE(layer.folder);
    for (const std::string& below : layer.below) CHECK(std::ranges::count(lower, below) == 1);
    lower.push_back(layer.folder);
  }
  for (const std::string& file : source_files(kRoot, "app")) {
    CAPTURE(file);
    CHECK(std::ranges::count(lower, folder_with(file)) == 1);
  }
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

TEST_CASE("each library of headers is compiled in its files", "[layers]") {
  const auto includes = includes_of(kRoot, "app", {});
  for (const Library& one : kLibraries) {
    for (const std::string& place : one.places) {
      CAPTURE(one.headers, place);
      CHECK(std::ranges::any_of(includes, [&](const Include& include) {
        return include.text.starts_with(one.headers) && include.file.starts_with(place);
      }));
    }
  }
}

}  // namespace mayfly::test
