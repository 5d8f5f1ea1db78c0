// The layers of the library, as a check: doc/design.md, "Layers". The tables are in
// tests/support/layers.cc.

#include <fstream>
#include <regex>

#include "support/catch.h"
#include "support/includes.h"
#include "support/layers.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = MAYFLY_SOURCE_DIR;

/// To go: what is not yet as the tables say, folder to folder.
const std::set<std::pair<std::string, std::string>> kNotYet{
    {"vault", "storage/sqlite"},
    {"vault", "window_keys/file"},
    {"window_keys", "window_keys/file"},
};
/// To go as well: app/output/report.h.
const Names kTwiceYet{"report.h"};

}  // namespace

TEST_CASE("each file of the library includes only what its folder may", "[layers]") {
  CHECK(includes_of(kRoot, "lib", {}).size() > 400);
  for (const auto& [file, included] : forbidden_includes(kRoot)) {
    INFO(file + " includes " + included);
    CHECK(kNotYet.contains({folder_of(file), folder_of(included)}));
  }
}

TEST_CASE("what is not yet as the layers say is only what has to be told", "[layers]") {
  std::set<std::pair<std::string, std::string>> needed;
  for (const auto& [file, included] : forbidden_includes(kRoot))
    needed.insert({folder_of(file), folder_of(included)});
  for (const auto& [from, to] : kNotYet) {
    INFO(from + " includes " + to);
    CHECK(needed.contains({from, to}));
  }
}

TEST_CASE("no source file of the library lies outside of its folders", "[layers]") {
  CHECK(stray_files(kRoot) == Names{});
}

TEST_CASE("no two headers have one base name", "[layers]") {
  CHECK(headers_of_one_name(kRoot) == kTwiceYet);
}

TEST_CASE("key stores are asked by their face, and nobody else knows what an engine is made of",
          "[layers]") {
  int opened = 0;
  each_include("lib", [&](const std::string& file, const std::string& included) {
    CAPTURE(file, included);
    if (included.starts_with("window_keys/memory/")) CHECK(in(file, "src/window_keys/memory/"));
    if (!included.starts_with("window_keys/file/") || in(file, "src/window_keys/file/")) return;
    CHECK((included == "window_keys/file/open.h" && in(file, "src/vault/")));
    ++opened;
  });
  CHECK(opened > 0);
}

TEST_CASE("app includes the public headers only, and no SQL or Botan", "[layers]") {
  const auto includes = includes_of(kRoot, "app", {"app", "lib/include"});
  CHECK(includes.size() > 50);
  for (const Include& one : includes) {
    CAPTURE(one.file, one.text);
    CHECK_FALSE(std::regex_search(one.text, std::regex("^(botan|SQLiteCpp)/|sqlite3")));
    if (one.target)
      CHECK((one.target->starts_with("app/") || one.target->starts_with("lib/include/mayfly/")));
  }
}

TEST_CASE("the dear libraries of headers are each compiled in one file", "[layers]") {
  const std::vector<std::pair<std::string, std::string>> only{
      {"CLI/", "app/cli/parser.cc"},
      {"spdlog/", "app/output/log.cc"},
      {"nlohmann/", "app/output/json.cc"},
      {"fmt/", "app/output/format."},
  };
  for (const auto& one : only) {
    const std::string& library = one.first;
    const std::string& place = one.second;
    int uses = 0;
    for (const Include& include : includes_of(kRoot, "app", {"app"})) {
      if (!include.text.starts_with(library)) continue;
      ++uses;
      CAPTURE(include.file, include.text);
      CHECK(include.file.starts_with(place));
    }
    CAPTURE(library);
    CHECK(uses > 0);
  }
}

TEST_CASE("the library neither prints, prompts, exits nor reads the environment or the time",
          "[layers]") {
  const std::regex forbidden(
      "std::c(out|err|in)\\b|\\bprintf\\(|\\bgetenv\\(|[^_]exit\\(|system_clock::now|\\btime\\(|"
      "\\bu?sleep\\(");
  int files = 0;
  for (const std::string& name : source_files(kRoot, "lib/src")) {
    if (!name.ends_with(".cc") || name.ends_with("/system_clock.cc")) continue;
    ++files;
    std::ifstream file(kRoot / name);
    for (std::string line; std::getline(file, line);) {
      CAPTURE(name, line);
      CHECK_FALSE(std::regex_search(line, forbidden));
    }
  }
  CHECK(files >= 25);
}

}  // namespace mayfly::test
