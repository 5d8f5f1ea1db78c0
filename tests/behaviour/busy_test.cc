// Other processes at the vault: waiting, and giving up.

#include <deque>
#include <optional>

#include "platform/file_lock.h"
#include "support/app_runner.h"
#include "support/catch.h"
#include "support/insistent_process.h"
#include "support/raw_database.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

/// The program in the test, with all its patience, whose waits take no time.
struct WaitingCalls {
  ManualWaitClock waiting;
  AppRunner runner;

  WaitingCalls() {
    runner.vault_options = {};
    runner.vault_options.wait_clock = &waiting;
  }
};

}  // namespace

TEST_CASE("a vault that another process holds for too long ends in exit 11, nothing stored",
          "[busy]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "x"}).status == 0);
  SECTION("by an open transaction") {
    RawDatabase holder(runner.vault());
    holder.run("BEGIN EXCLUSIVE");
    for (const std::string command : {"store", "get"}) {
      const RunResult result = runner.run({command}, "y");
      CHECK(result.status == 11);
      CHECK(result.out.empty());
      CHECK(result.err.find("mayfly: error: the vault is busy: another process holds it\n") == 0);
    }
  }
  SECTION("by the queue of writers") {
    Patience none;
    const platform::FileLock held(runner.vault().string() + "-lock", none);
    CHECK(runner.run({"store"}, "y").status == 11);
    CHECK(runner.run({"get"}).out == "x");  // a reader does not queue
  }
  CHECK(runner.run({"get"}).out == "x");
}

TEST_CASE_METHOD(WaitingCalls, "one call of a command waits as long as was said in all", "[busy]") {
  REQUIRE(runner.run({"store", "-q", "--burn", "x"}).status == 0);
  REQUIRE(runner.run({"store", "-q", "--ttl", "1s", "gone"}).status == 0);
  runner.clock.advance(std::chrono::minutes{3});
  Patience none;
  const platform::FileLock held(runner.vault().string() + "-lock", none);
  const std::vector<std::vector<std::string>> commands{
      {"store", "y"},
      {"get", "1"},
      {"rm", "1"},
      {"purge"},
      {"key", "rotate"},
      {"init", "--user", "anna"},
      {"key", "add-key-file", runner.home / "new.key"}};
  for (std::vector<std::string> command : commands) {
    CAPTURE(command);
    const auto start = waiting.now();
    command.insert(command.begin(), {"--lock-wait", "2s"});
    CHECK(runner.run(command).status == 11);
    CHECK(waiting.now() - start == std::chrono::seconds{2});
  }
}

TEST_CASE_METHOD(WaitingCalls, "what a command has waited for one lock is taken off for the next",
                 "[busy]") {
  REQUIRE(runner.run({"store", "-q", "--burn", "x"}).status == 0);
  Patience none;
  const platform::FileLock held(runner.vault().string() + "-lock", none);
  std::optional<RawDatabase> commit(runner.vault());
  commit->run("BEGIN EXCLUSIVE");
  waiting.on_pause = [&] {
    if (waiting.now() > std::chrono::milliseconds{1500}) commit.reset();
  };
  CHECK(runner.run({"--lock-wait", "2s", "get", "1"}).status == 11);
  CHECK_FALSE(commit);
  CHECK(waiting.now() == std::chrono::seconds{2});
}

namespace {

/// Many runs of the real program at once, in one home.
struct Crowd {
  TempFolder home;
  Process::Options options{"", {{"HOME", home.path()}}};
  std::deque<InsistentProcess> processes;

  void start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    processes.emplace_back(std::move(arguments), options);
  }
};

}  // namespace

TEST_CASE_METHOD(Crowd, "of what forty processes store while forty get nothing is lost",
                 "[busy][race]") {
  for (int i = 0; i < 40; ++i) {
    // The very first ones race to make the vault, the user and the key.
    start({"store", "-q", "--user", "james", "m" + std::to_string(i)});
    start({"get", "-q", "--all", "--user", "james"});
  }
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const RunResult result = processes[i].wait();
    CAPTURE(i, result.out, result.err);
    // A get may come before there is a vault, or a user in it.
    const bool fine =
        result.status == 0 || (i % 2 == 1 && (result.status == 10 || result.status == 3));
    CHECK(fine);
  }
  const RunResult all = run_process({MAYFLY_BINARY, "get", "--all", "--user", "james"}, options);
  for (int i = 0; i < 40; ++i)
    CHECK(("\n" + all.out).find("\nm" + std::to_string(i) + "\n") != std::string::npos);
  CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 40);
}

TEST_CASE_METHOD(Crowd, "writers of two users, readers and purges get on", "[busy][race]") {
  // In a vault that is in use a store makes no user.
  for (const std::string user : {"james", "anna"})
    REQUIRE(run_process({MAYFLY_BINARY, "init", "-q", "--user", user}, options).status == 0);
  for (int i = 0; i < 64; ++i) {
    const std::string user = i % 2 == 0 ? "james" : "anna";
    if (i % 4 == 0)
      start({"purge"});
    else
      start({"store", "-q", "--user", user, "--ttl", "1", "text"});
  }
  for (InsistentProcess& process : processes) {
    const RunResult result = process.wait();
    CAPTURE(result.err);
    CHECK(result.status == 0);
  }
}
