#include <fcntl.h>
#include <unistd.h>

#include <regex>

#include "support/app_runner.h"
#include "support/bytes_of.h"
#include "support/catch.h"

using namespace mayfly::test;

TEST_CASE("help and version go to standard output, and end well", "[help]") {
  AppRunner runner;
  const RunResult version = runner.run({"--version"});
  CHECK(version.status == 0);
  CHECK(std::regex_match(
      version.out,
      std::regex("mayfly \\d+\\.\\d+\\.\\d+ \\(Botan [23]\\.[\\d.]+, SQLite 3\\.[\\d.]+\\)\n")));
  for (const std::string command : {"", "store", "get", "list", "rm", "purge", "debug-iv"}) {
    CAPTURE(command);
    std::vector<std::string> arguments{command, "--help"};
    if (command.empty()) arguments.erase(arguments.begin());
    const RunResult help = runner.run(arguments);
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("mayfly") != std::string::npos);
    CHECK(help.out.back() == '\n');
    CHECK(runner.run({arguments.front(), "-h"}).status == 0);
  }
}

TEST_CASE("help that cannot be written is an error like any other", "[help]") {
  AppRunner runner;
  runner.out_override = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  const RunResult help = runner.run({"--help"});
  CHECK(help.status == 16);
  CHECK(help.err == "mayfly: error: could not write the output: No space left on device\n");
  ::close(runner.out_override);
}

TEST_CASE("the log file has what was done, and no name and no message", "[help]") {
  AppRunner runner;
  const std::string log = runner.home / "log";
  REQUIRE(runner.run({"store", "-q", "--ttl", "1", "sekret", "--name", "nomen", "--log-file", log})
              .status == 0);
  runner.clock.advance(std::chrono::seconds(1));
  CHECK(runner.run({"purge", "--log-file", log}).status == 0);
  CHECK(runner.run({"get", "--name", "nomen", "--log-file", log}).status == 3);
  CHECK(runner.run({"get", "--log-file", log, "--key-file", runner.home / "none"}).status == 12);
  const std::string text = bytes_of(log);
  CHECK(text.find("info: purged 1 expired message\n") != std::string::npos);
  CHECK(text.find("error: no_such_message\n") != std::string::npos);
  CHECK(text.find("error: no key file at ") != std::string::npos);
  CHECK(text.find("sekret") == std::string::npos);
  CHECK(text.find("nomen") == std::string::npos);
  CHECK(runner.run({"list", "--log-file", "/dev/full/log"}).status == 16);
}

TEST_CASE("with --json what -v says is JSON as well", "[help]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "--ttl", "1", "x"}).status == 0);
  runner.clock.advance(std::chrono::seconds(1));
  const RunResult result = runner.run({"list", "--json", "-v"});
  CHECK(result.out == "{\"messages\":[]}\n");
  CHECK(result.err.find("{\"info\":{\"message\":\"purged 1 expired message\"}}\n") !=
        std::string::npos);
  CHECK(result.err.find("mayfly: ") == std::string::npos);
}
