// doc/design.md, "Layers", as a check: who may include what.

#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <string>

#include "support/catch.h"

namespace {

namespace fs = std::filesystem;
const fs::path kRoot = MAYFLY_SOURCE_DIR;

/// Calls `check(file, included)` for each #include below `folder`; returns how many there were.
int each_include(const fs::path& folder,
                 const std::function<void(const std::string&, const std::string&)>& check) {
  const std::regex include("\\s*#include [<\"]([^>\"]+)[>\"].*");
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (!std::regex_match(line, match, include)) continue;
      ++count;
      check(fs::relative(entry.path(), kRoot).string(), match[1]);
    }
  }
  return count;
}

bool in(const std::string& file, const char* folder) {
  return file.find(folder) != std::string::npos;
}

}  // namespace

TEST_CASE("the library knows no command line, no log and no stream", "[layers]") {
  CHECK(each_include("lib", [](const std::string& file, const std::string& included) {
          CAPTURE(file, included);
          CHECK_FALSE(std::regex_search(included, std::regex("^CLI/|spdlog|^iostream$|nlohmann")));
        }) > 100);
}

TEST_CASE("only storage knows SQL; only crypto and keys know Botan", "[layers]") {
  each_include("lib", [](const std::string& file, const std::string& included) {
    CAPTURE(file, included);
    if (std::regex_search(included, std::regex("SQLiteCpp|sqlite3")))
      CHECK(in(file, "src/storage/"));
    if (included.starts_with("botan/") && included != "botan/secmem.h") {
      CHECK((in(file, "src/crypto/") || in(file, "src/keys/")));
    }
  });
}

TEST_CASE(
    "the layers do not know each other, but that keys uses crypto, and window_keys that and "
    "platform",
    "[layers]") {
  each_include("lib", [](const std::string& file, const std::string& included) {
    CAPTURE(file, included);
    for (const std::string layer : {"crypto", "keys", "storage", "platform", "window_keys"}) {
      if (!in(file, ("src/" + layer + "/").c_str())) continue;
      for (const std::string other :
           {"crypto/", "keys/", "storage/", "platform/", "window_keys/"}) {
        const bool allowed =
            other == layer + "/" || (layer == "keys" && other == "crypto/") ||
            (layer == "window_keys" && (other == "crypto/" || other == "platform/"));
        CHECK((allowed || !included.starts_with(other)));
      }
      CHECK(included != "mayfly/vault.h");
    }
  });
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
  CHECK(each_include("app", [](const std::string& file, const std::string& included) {
          CAPTURE(file, included);
          CHECK_FALSE(std::regex_search(
              included,
              std::regex("^(botan|SQLiteCpp|crypto|keys|storage|platform|window_keys)/|sqlite3")));
        }) > 50);
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
    int includes = 0;
    each_include("app", [&](const std::string& file, const std::string& included) {
      if (!included.starts_with(library)) return;
      ++includes;
      CAPTURE(file, included);
      CHECK(file.starts_with(place));
    });
    CAPTURE(library);
    CHECK(includes > 0);
  }
}

TEST_CASE("the library neither prints, prompts, exits nor reads the environment or the time",
          "[layers]") {
  const std::regex forbidden(
      "std::c(out|err|in)\\b|\\bprintf\\(|\\bgetenv\\(|[^_]exit\\(|system_clock::now|\\btime\\(|"
      "\\bu?sleep\\(");
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "lib/src")) {
    if (entry.path().extension() != ".cc" || entry.path().filename() == "system_clock.cc") continue;
    ++files;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      CAPTURE(entry.path().string(), line);
      CHECK_FALSE(std::regex_search(line, forbidden));
    }
  }
  CHECK(files >= 25);
}
