// get --wait: until a message is there, or the time is over.

#include <sys/syscall.h>

#include <csignal>
#include <deque>
#include <optional>
#include <set>

#include "support/catch.h"
#include "support/fake_watch.h"
#include "support/passphrase_world.h"
#include "support/raw_database.h"
#include "support/skip.h"
#include "support/traced_process.h"

using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// A vault of james, at which somebody waits; what others do meanwhile is in `watch.meanwhile`.
struct WaitWorld : PassphraseWorld {
  WaitWorld() { runner.vault_options.wait_clock = &clock; }

  RunResult wait_for(std::vector<std::string> what) {
    runner.watch = &watch;
    what.insert(what.begin(), "get");
    what.insert(what.end(), {"--wait", "10m"});
    return runner.run(what);
  }
  /// Another process's work.
  void others(std::vector<std::string> arguments) {
    watch.meanwhile.emplace_back([this, arguments] {
      const RunResult result = runner.run(arguments);
      if (result.status != 0) throw std::runtime_error(result.err);
    });
  }
  void others_do_nothing_of_use() {
    watch.meanwhile.emplace_back([] {});
  }

  ManualWaitClock clock;
  FakeWatch watch{clock};
};

/// The descriptors of this process that lead to such a file.
int descriptors_of(const std::filesystem::path& file) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path(), gone) == file) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE_METHOD(WaitWorld, "a message that is there is not waited for", "[wait]") {
  runner.run({"store", "-q", "hello", "--name", "door"});
  CHECK(wait_for({"door"}).out == "hello");
  CHECK(wait_for({"1"}).out == "hello");
  CHECK(wait_for({"--name", "door"}).out == "hello");
  CHECK(wait_for({"--latest"}).out == "hello");
  CHECK(watch.waits.empty());
}

TEST_CASE_METHOD(WaitWorld, "a message is printed as soon as it is stored", "[wait]") {
  const auto what =
      GENERATE(std::vector<std::string>{"door"}, std::vector<std::string>{"2"},
               std::vector<std::string>{"--latest"}, std::vector<std::string>{"--name", "door"});
  runner.run({"store", "-q", "--burn", "another"});
  others_do_nothing_of_use();
  others({"store", "-q", "hello", "--name", "door"});
  const RunResult result = wait_for(what);
  CHECK(result.out == "hello");
  CHECK(result.err.empty());
  CHECK(watch.waits == std::vector<std::chrono::nanoseconds>{600s, 599s});
  CHECK(watch.watched == runner.vault());
}

TEST_CASE_METHOD(WaitWorld, "all of several are waited for", "[wait]") {
  runner.run({"store", "-q", "first", "--name", "one"});
  others({"store", "-q", "third", "--name", "three"});
  others({"store", "-q", "second", "--name", "two"});
  CHECK(wait_for({"one", "two", "three"}).out == "first\nsecond\nthird\n");
}

TEST_CASE_METHOD(WaitWorld, "a message that does not come is exit 3 when the time is over",
                 "[wait]") {
  runner.run({"store", "-q", "hello"});
  CHECK(is_refused(wait_for({"door"}), 3, "no message of that name after a wait of 10m"));
  CHECK(clock.now() == 10min);
  CHECK(is_refused(wait_for({"7"}), 3, "no message 7 after a wait of 10m"));
  runner.run({"rm", "--all"});
  CHECK(is_refused(wait_for({"--latest"}), 3, "no message after a wait of 10m"));
  CHECK(is_refused(runner.run({"get", "door", "--wait", "0"}), 3, "no message of that name"));
  CHECK(watch.waits.size() == 3);
}

TEST_CASE_METHOD(WaitWorld, "a vault and a user that are not there yet are waited for", "[wait]") {
  CHECK(is_refused(wait_for({"door"}), 10, " after a wait of 10m"));
  others({"store", "-q", "not yours", "--user", "anna", "--name", "door"});
  others({"init", "-q"});
  others({"store", "-q", "yours", "--name", "door"});
  watch.waits.clear();
  const RunResult result = wait_for({"door"});
  CHECK(result.out == "yours");
  CHECK(result.err.empty());
  watch.meanwhile.clear();
  const RunResult unknown = wait_for({"door", "--user", "nobody"});
  CHECK(unknown.status == 3);
  CHECK(unknown.err.find("after a wait of 10m") != std::string::npos);
}

TEST_CASE_METHOD(WaitWorld, "a passphrase is asked for once, before the wait", "[wait]") {
  add_james();
  runner.prompt.answers = {"open sesame"};
  watch.meanwhile.emplace_back([this] {
    CHECK(runner.prompt.questions.size() == 1);
    runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "echo open sesame";
    CHECK(runner.run({"store", "-q", "come", "--name", "door"}).status == 0);
    runner.variables.erase("MAYFLY_PASSPHRASE_COMMAND");
  });
  others_do_nothing_of_use();
  watch.meanwhile.front().swap(watch.meanwhile.back());
  CHECK(wait_for({"door"}).out == "come");
  CHECK(runner.prompt.questions.size() == 1);
}

TEST_CASE_METHOD(WaitWorld, "what time does not mend is not waited for", "[wait]") {
  add_james();
  runner.prompt.answers = {"wrong", "wrong again", "and again"};
  CHECK(wait_for({"door"}).status == 12);
  CHECK(is_refused(wait_for({}), 2, "--wait needs to know which message is meant"));
  CHECK(is_refused(runner.run({"get", "door", "--wait", "soon"}), 2, "--wait: not a duration"));
  CHECK(watch.waits.empty());
}

TEST_CASE_METHOD(WaitWorld, "whoever changes the key ends the wait of the old one", "[wait]") {
  runner.run({"store", "-q", "hello"});
  others({"init", "-q", "--replace-user", "--yes", "--key-file", runner.home / "new.key"});
  CHECK(wait_for({"door"}).status == 12);
}

TEST_CASE_METHOD(WaitWorld, "a message to burn that another one gets is waited for on", "[wait]") {
  runner.run({"store", "-q", "hello"});
  watch.meanwhile.emplace_back([this] {
    runner.run({"store", "-q", "--burn", "once", "--name", "code"});
    CHECK(runner.run({"get", "code"}).out == "once");
  });
  others({"store", "-q", "--burn", "twice", "--name", "code"});
  CHECK(wait_for({"code"}).out == "twice");
  watch.meanwhile.clear();
  CHECK(is_refused(wait_for({"code"}), 3, "no message of that name after a wait of 10m"));
}

TEST_CASE_METHOD(WaitWorld, "nothing of the vault is open during the wait", "[wait]") {
  runner.run({"store", "-q", "hello"});
  watch.meanwhile.emplace_back([this] {
    CHECK(descriptors_of(runner.vault()) == 0);
    RawDatabase(runner.vault()).run("BEGIN EXCLUSIVE; COMMIT");
  });
  CHECK(wait_for({"door"}).status == 3);
  CHECK(watch.waits.size() == 2);
}

TEST_CASE_METHOD(WaitWorld, "a vault that is busy is looked at again within a second", "[wait]") {
  runner.run({"store", "-q", "hello", "--name", "door"});
  std::optional<RawDatabase> holder(runner.vault());
  holder->run("BEGIN EXCLUSIVE");
  watch.meanwhile.emplace_back([&] { holder.reset(); });
  CHECK(wait_for({"door"}).out == "hello");
  CHECK(watch.waits == std::vector<std::chrono::nanoseconds>{1s});
}

TEST_CASE_METHOD(WaitWorld, "ten who wait share ten messages to burn", "[wait][race]") {
  runner.run({"store", "-q", "hello"});
  std::deque<Process> waiting;
  for (int i = 0; i < 10; ++i)
    waiting.emplace_back(std::vector<std::string>{MAYFLY_BINARY, "get", "code", "--wait", "1h"},
                         Process::Options{"", environment()});
  std::multiset<std::string> stored;
  for (int i = 0; i < 10; ++i) {
    stored.insert("code " + std::to_string(i));
    run_process(
        {MAYFLY_BINARY, "store", "-q", "--burn", "code " + std::to_string(i), "--name", "code"},
        {"", environment()});
  }
  std::multiset<std::string> got;
  for (Process& process : waiting) {
    const RunResult result = process.wait();
    CHECK(result.status == 0);
    CHECK(result.err.empty());
    got.insert(result.out);
  }
  CHECK(got == stored);
}

TEST_CASE_METHOD(WaitWorld, "an interrupt ends the wait with 130", "[wait]") {
  if (!can_trace()) return skip("this process may not trace another");
  runner.run({"store", "-q", "hello"});
  int waits = 0;
  const RunResult result = run_traced({MAYFLY_BINARY, "get", "door", "--wait", "1h"},
                                      {"", environment()}, [&](const TracedCall& call) {
                                        if (call.number == SYS_ppoll && ++waits == 1)
                                          ::kill(call.pid, SIGINT);
                                      });
  CHECK(waits == 1);
  CHECK(result.status == 128 + SIGINT);
  CHECK(result.out.empty());
}
