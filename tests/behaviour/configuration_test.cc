// The configuration as the program finds it: whose it is, what it is, and what is stronger.

#include <sys/stat.h>

#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/skip.h"
#include "support/traced_process.h"

using namespace mayfly::test;
namespace fs = std::filesystem;

namespace {

struct ConfigWorld {
  AppRunner runner;
  fs::path folder = runner.home / ".config/mayfly";
  fs::path file = folder / "config.toml";

  ConfigWorld() {
    for (const fs::path& path : {runner.home / ".config", folder}) {
      fs::create_directory(path);
      fs::permissions(path, fs::perms::owner_all);
    }
  }
  void write(const std::string& text) const { write_secret(file, text); }
  std::string shown(const std::string& name, const std::vector<std::string>& options = {}) {
    std::vector<std::string> words{"config"};
    words.insert(words.end(), options.begin(), options.end());
    const RunResult result = runner.run(words);
    REQUIRE(result.status == 0);
    const auto at = result.out.find("\n" + name + " ") + 1;
    REQUIRE(at > 0);
    std::string line = result.out.substr(at, result.out.find('\n', at) - at);
    for (auto two = line.find("  "); two != std::string::npos; two = line.find("  "))
      line.erase(two, 1);
    return line;
  }
};

}  // namespace

TEST_CASE_METHOD(ConfigWorld, "an option wins over a variable, and that over the configuration",
                 "[config]") {
  CHECK(shown("user") == "user default login");
  write("user = 'of-file'\ncolor = 'always'\npassphrase-command = 'echo file'\n");
  CHECK(shown("user") == "user file of-file");
  runner.variables["MAYFLY_USER"] = "of-variable";
  CHECK(shown("user") == "user MAYFLY_USER of-variable");
  CHECK(shown("user", {"--user", "of-option"}) == "user option of-option");
  runner.variables["MAYFLY_USER"] = "";
  CHECK(shown("user") == "user file of-file");
  CHECK(shown("color") == "color file always");
  runner.variables["NO_COLOR"] = "1";
  CHECK(shown("color") == "color NO_COLOR never");
  CHECK(shown("color", {"--color", "auto"}) == "color option auto");
  runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "echo variable";
  CHECK(shown("passphrase-command") ==
        "passphrase-command MAYFLY_PASSPHRASE_COMMAND echo variable");
}

TEST_CASE_METHOD(ConfigWorld, "colors are as configured, unless something stronger says otherwise",
                 "[config]") {
  const auto is_colored = [&](std::vector<std::string> options) {
    options.insert(options.begin(), "debug-iv");
    return runner.run(options).out.find("\x1b[") != std::string::npos;
  };
  CHECK_FALSE(is_colored({}));
  write("color = \"always\"\n");
  CHECK(is_colored({}));
  CHECK_FALSE(is_colored({"--color=never"}));
  CHECK_FALSE(is_colored({"--color=auto"}));
  runner.variables["NO_COLOR"] = "1";
  CHECK_FALSE(is_colored({}));
}

TEST_CASE_METHOD(ConfigWorld, "the passphrase of a configured command is used last", "[config]") {
  runner.variables["MAYFLY_USER"] = "james";
  write("passphrase-command = 'echo open sesame'\n");
  REQUIRE(runner.run({"store", "-q", "hello", "--ttl", "1h"}).status == 0);
  CHECK(runner.run({"get"}).out == "hello");
  runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "echo wrong";
  CHECK(runner.run({"get"}).status == 12);
  runner.variables.erase("MAYFLY_PASSPHRASE_COMMAND");
  runner.variables["CREDENTIALS_DIRECTORY"] = runner.home.path();
  CHECK(runner.run({"get"}).out == "hello");
  write_secret(runner.home / "mayfly.passphrase", "wrong");
  CHECK(runner.run({"get"}).status == 12);
}

TEST_CASE_METHOD(ConfigWorld, "configured window keys are those of the configured vault alone",
                 "[config]") {
  runner.variables["MAYFLY_USER"] = "james";
  write("vault = '~/v/a.db'\nwindow-keys = '~/k/a.windows'\n");
  REQUIRE(runner.run({"store", "-q", "first"}).status == 0);
  CHECK(fs::exists(runner.home / "v/a.db"));
  CHECK(fs::exists(runner.home / "k/a.windows"));
  CHECK(runner.run({"get", "--vault", runner.home / "v/a.db"}).out == "first");
  const std::string other = runner.home / "v/b.db";
  REQUIRE(runner.run({"store", "-q", "second", "--vault", other}).status == 0);
  CHECK(runner.run({"get", "--vault", other}).out == "second");
  CHECK(shown("window-keys", {"--vault", other}).starts_with("window-keys default "));
  CHECK(runner.run({"get"}).out == "first");
}

TEST_CASE_METHOD(ConfigWorld, "a configuration that somebody else could have written is refused",
                 "[config]") {
  write("passphrase-command = 'echo open sesame'\n");
  fs::permissions(file, static_cast<fs::perms>(0644));
  CHECK(runner.run({"config"}).status == 0);
  fs::permissions(file, static_cast<fs::perms>(0646));
  CHECK(is_refused(runner.run({"config"}), 15, "config.toml can be written to by group or others"));
  CHECK(is_refused(runner.run({"store", "x"}), 15, "config.toml can be written to"));
  CHECK_FALSE(fs::exists(runner.vault()));
  fs::permissions(file, static_cast<fs::perms>(0600));
  fs::permissions(folder, static_cast<fs::perms>(0777));
  CHECK(is_refused(runner.run({"get"}), 15, "can be written to by group or others"));
  fs::permissions(folder, static_cast<fs::perms>(0755));
  CHECK(runner.run({"config"}).status == 0);
  fs::rename(file, folder / "elsewhere");
  fs::create_symlink(folder / "elsewhere", file);
  CHECK(is_refused(runner.run({"get"}), 15, "config.toml is a symbolic link"));
}

TEST_CASE_METHOD(ConfigWorld, "a configuration of another user is refused", "[config]") {
  write("user = 'james'\n");
  if (::chown(file.c_str(), 12345, 12345) != 0)
    return skip("only root can give a file to somebody else");
  CHECK(is_refused(runner.run({"get"}), 15, "belongs to another user (uid 12345)"));
  REQUIRE(::chown(file.c_str(), ::geteuid(), 12345) == 0);
  fs::permissions(file, static_cast<fs::perms>(0660));
  CHECK(is_refused(runner.run({"get"}), 15, "can be written to by group or others"));
}

TEST_CASE_METHOD(ConfigWorld, "a configuration is a small file, and nothing else is waited for",
                 "[config]") {
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(is_refused(runner.run({"get"}), 2, "config.toml is not a regular file"));
  fs::remove(file);
  fs::create_directory(file);
  CHECK(is_refused(runner.run({"get"}), 2, "config.toml is not a regular file"));
  fs::remove(file);
  write("#");
  fs::resize_file(file, std::uintmax_t{1} << 30);
  CHECK(is_refused(runner.run({"get"}), 2, "config.toml is larger than 64 KiB"));
  fs::resize_file(file, 0);
  CHECK(runner.run({"config"}).status == 0);
}

TEST_CASE_METHOD(ConfigWorld, "a broken configuration keeps nobody from the help", "[config]") {
  write("frobnicate\n");
  CHECK(is_refused(runner.run({"list"}), 2, "config.toml, line 1: this is no setting"));
  const std::vector<std::vector<std::string>> helpful{
      {"help"}, {"help", "config"}, {"version"}, {"--version"}, {"config", "--help"}};
  for (const auto& words : helpful) {
    CAPTURE(words);
    CHECK(runner.run(words).status == 0);
  }
  const std::string log = runner.home / "log";
  CHECK(runner.run({"list", "--log-file", log}).status == 2);
  CHECK(fs::file_size(log) > 0);
}

TEST_CASE_METHOD(ConfigWorld, "where there is no home there is no configuration", "[config]") {
  runner.variables["HOME"] = "";
  runner.variables["XDG_CONFIG_HOME"] = "relative";
  const RunResult listed = runner.run(
      {"list", "--vault", runner.home / "v.db", "--window-keys", runner.home / "v.windows"});
  CHECK(is_refused(listed, 10, "no vault at "));
}
