// Where the folders are if HOME does not say, as in a service.

#include "support/app_runner.h"
#include "support/catch.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kNowhere =
    "mayfly: error: HOME is not set, and /etc/passwd names no home of this user\n"
    "mayfly: hint: set it, or name the files: --vault, --key-file and --window-keys\n";

}  // namespace

TEST_CASE("without a HOME that tells a folder, the account's home is taken", "[home]") {
  AppRunner runner;
  runner.account_home = runner.home.path();
  const std::string home = GENERATE("", "relative/home", "(unset)");
  if (home == "(unset)")
    runner.variables.erase("HOME");
  else
    runner.variables["HOME"] = home;
  CHECK(runner.run({"store", "-q", "--user", "james", "x"}).status == 0);
  CHECK(fs::exists(runner.vault()));
  CHECK(fs::exists(runner.key_file("james")));
  CHECK(runner.run({"get", "--user", "james"}).out == "x");
}

TEST_CASE("a base folder that is relative or empty counts as unset", "[home]") {
  AppRunner runner;
  const std::string folder = GENERATE("", "relative", "./relative", "~/relative");
  for (const char* variable : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
    runner.variables[variable] = folder;
  CHECK(runner.run({"store", "-q", "--user", "james", "x"}).status == 0);
  CHECK(fs::exists(runner.vault()));
  CHECK(fs::exists(runner.key_file("james")));
}

TEST_CASE("who has no home is told of all options at once", "[home]") {
  AppRunner runner;
  runner.variables.erase("HOME");
  runner.account_home = GENERATE("", "relative");
  for (const auto& command :
       {std::vector<std::string>{"store", "x"}, {"get"}, {"list"}, {"purge"}}) {
    const RunResult result = runner.run(command);
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    CHECK(result.err == kNowhere);
  }
}

TEST_CASE("who has no home and names the files needs none", "[home]") {
  AppRunner runner;
  runner.variables.erase("HOME");
  runner.variables["MAYFLY_VAULT"] = runner.home / "v.db";
  runner.variables["MAYFLY_KEY_FILE"] = runner.home / "k";
  CHECK(runner.run({"store", "-q", "x"}).err == kNowhere);
  runner.variables["MAYFLY_WINDOW_KEYS"] = runner.home / "w";
  CHECK(runner.run({"store", "-q", "x"}).status == 0);
  CHECK(runner.run({"get"}).out == "x");
}
