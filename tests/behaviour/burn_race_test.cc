// A hundred readers of a message to burn at the same instant, and readers with nowhere to print.

#include <fcntl.h>
#include <unistd.h>

#include <deque>
#include <optional>

#include "platform/file_lock.h"
#include "support/catch.h"
#include "support/insistent_process.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct RaceFixture {
  TempFolder home;

  std::vector<std::string> mayfly(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "--user", "james", "-q"});
    return arguments;
  }
  RunResult run(
      std::vector<std::string> arguments, const std::function<void()>& in_child = [] {}) {
    return run_process(mayfly(std::move(arguments)), {"", {{"HOME", home.path()}}, in_child});
  }
  std::string lock_file() { return home / ".local/share/mayfly/vault.db-lock"; }

  /// Of this many that run at once, exactly one prints it, and the others exit 3.
  void check_one_of(int count, const std::function<void()>& when_all_run) {
    std::deque<InsistentProcess> readers;
    for (int i = 0; i < count; ++i)
      readers.emplace_back(mayfly({"get", "1"}), Process::Options{"", {{"HOME", home.path()}}});
    when_all_run();
    int printed = 0;
    int missing = 0;
    for (InsistentProcess& reader : readers) {
      const RunResult result = reader.wait();
      CAPTURE(result.status, result.out, result.err);
      if (result.status == 0 && result.out == "once") {
        ++printed;
      } else {
        CHECK(result.status == 3);
        CHECK(result.out.empty());
        ++missing;
      }
    }
    CHECK(printed == 1);
    CHECK(missing == count - 1);
  }
};

}  // namespace

TEST_CASE_METHOD(RaceFixture, "of a hundred readers at the same instant one gets it",
                 "[burn][race]") {
  REQUIRE(run({"store", "--burn", "once"}).out == "1\n");
  SECTION("as they come") {
    check_one_of(100, [] {});
  }
  SECTION("all waiting for the same lock") {
    Patience none;
    std::optional<platform::FileLock> lock(std::in_place, lock_file(), none);
    check_one_of(100, [&] { lock.reset(); });
  }
}

TEST_CASE_METHOD(RaceFixture, "a reader with nowhere to print exits 16 and burns nothing",
                 "[burn]") {
  REQUIRE(run({"store", "--burn", "once"}).out == "1\n");
  const RunResult result = run(
      {"get", "1"}, GENERATE(0, 1) == 0 ? std::function<void()>([] { ::close(1); }) : [] {
        ::close(1);
        ::open("/dev/null", O_RDONLY);
      });
  CHECK(result.status == 16);
  CHECK(run({"get", "1"}).out == "once");
  CHECK(run({"get", "1"}).status == 3);
}

TEST_CASE_METHOD(RaceFixture, "get without ids, --latest and debug-iv do not burn", "[burn]") {
  REQUIRE(run({"store", "--burn", "--name", "pin", "once"}).out == "1\n");
  CHECK(run({"get"}).out.empty());
  run({"get", "--latest"});
  CHECK(run({"debug-iv", "--id", "1"}).status == 2);
  CHECK(run({"get", "1", "2"}).status == 3);
  CHECK(run({"list"}).out.find("burn") != std::string::npos);
  CHECK(run({"get", "--name", "pin"}).out == "once");
  CHECK(run({"get", "--name", "pin"}).status == 3);
}

TEST_CASE_METHOD(RaceFixture, "an id that is given twice burns once, and prints once", "[burn]") {
  REQUIRE(run({"store", "--burn", "once"}).out == "1\n");
  const std::string out = run({"get", "1", "1"}).out;
  CHECK(out.find("once") == out.rfind("once"));
}
