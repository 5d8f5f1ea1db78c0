// The layers of the library, as a check: doc/design.md, "Layers". The tables are in
// tests/support/layers.cc.

#include <fstream>
#include <regex>

#include "cli/commands.h"
#include "support/caller_words.h"
#include "support/catch.h"
#include "support/includes.h"
#include "support/layers.h"

namespace mayfly::test {
namespace {

namespace fs = std::filesystem;
const fs::path kRoot = MAYFLY_SOURCE_DIR;

}  // namespace

TEST_CASE("each file of the library includes only what its folder may", "[layers]") {
  CHECK(includes_of(kRoot, "lib", {}).size() > 400);
  for (const auto& [file, included] : forbidden_includes(kRoot))
    FAIL_CHECK(file + " includes " + included);
}

TEST_CASE("no source file of the library lies outside of its folders", "[layers]") {
  CHECK(stray_files(kRoot) == Names{});
}

TEST_CASE("the library speaks of no command and no option of its caller", "[layers]") {
  CHECK(app::commands().size() > 10);
  CHECK(caller_words(kRoot / "lib/src", app::commands()) == Names{});
}

TEST_CASE("no two headers have one base name", "[layers]") {
  CHECK(headers_of_one_name(kRoot) == Names{});
}

TEST_CASE("the library neither prints, prompts, exits nor reads the environment or the time",
          "[layers]") {
  const std::regex forbidden(
      "std::c(out|err|in)\\b|\\bprintf\\(|\\bgetenv\\(|[^_]exit\\(|system_clock::now|\\btime\\([^)]"
      "|"
      "\\bu?sleep\\(");
  int files = 0;
  for (const std::string& name : source_files(kRoot, "lib/src")) {
    if (!name.ends_with(".cc") || name.ends_with("/system_clock.cc")) continue;
    if (name.ends_with("/hardening.cc")) continue;  // it asks for the one variable that it sets
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
