// A command that gives the passphrase, and does not behave.

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

#include "support/catch.h"
#include "support/passphrase_world.h"

using namespace mayfly::test;

namespace {

/// Sees when the last process is gone that was started while it lived.
class Leftovers {
 public:
  Leftovers() { ::fcntl(pipe_.ends[1], F_SETFD, 0); }  // all that is started has it open

  bool none_after_a_while() {
    pipe_.close_writer();
    pollfd end{pipe_.ends[0], POLLIN, 0};
    return ::poll(&end, 1, kLongestWaitMs) > 0 && (end.revents & POLLHUP) != 0;
  }
  bool any() {
    pipe_.close_writer();
    pollfd end{pipe_.ends[0], POLLIN, 0};
    return ::poll(&end, 1, 0) == 0;
  }

 private:
  Pipe pipe_;
};

/// A command that leaves a process behind which has its standard output open, and how that ends.
class Agent {
 public:
  explicit Agent(std::filesystem::path file) : file_(std::move(file)) {}

  std::string left_by(const std::string& command) const {
    return "sleep 1000 & echo $! >'" + file_.string() + "'; " + command;
  }
  void end() const {
    pid_t pid = 0;
    std::ifstream(file_) >> pid;
    if (pid > 0) ::kill(pid, SIGKILL);
  }

 private:
  std::filesystem::path file_;
};

/// What the test itself has inherited.
void close_the_rest() {
  ::close_range(3, ~0U, 0);
}

}  // namespace

TEST_CASE_METHOD(PassphraseWorld, "a command that does not end is killed, with all that it started",
                 "[passphrase-command]") {
  add_james();
  runner.command_timeout = std::chrono::milliseconds(100);
  const std::string command = GENERATE("sleep 1000 & sleep 1000",              // holds its output
                                       "exec >&-; sleep 1000",                 // or not
                                       "echo open sesame; sleep 1000 & wait",  // too late
                                       "trap '' TERM INT HUP; sleep 1000; true");  // or unwilling
  CAPTURE(command);
  Leftovers leftovers;
  const RunResult result = runner.run({"get", "--passphrase-command", command});
  CHECK(is_refused(result, 12, "the passphrase command did not end in time"));
  CHECK(leftovers.none_after_a_while());
}

TEST_CASE_METHOD(PassphraseWorld, "a command is waited for, not the agent that it leaves behind",
                 "[passphrase-command]") {
  add_james();
  Leftovers leftovers;
  const Agent agent(runner.home / "agent");
  const RunResult result =
      runner.run({"get", "--passphrase-command", agent.left_by("echo open sesame")});
  CHECK(result.out == "hello");
  CHECK(result.err.empty());
  CHECK(leftovers.any());
  agent.end();
  CHECK(leftovers.none_after_a_while());
}

TEST_CASE_METHOD(PassphraseWorld, "a command that fails leaves its agent as well",
                 "[passphrase-command]") {
  add_james();
  Leftovers leftovers;
  const Agent agent(runner.home / "agent");
  const RunResult result =
      runner.run({"get", "--passphrase-command", agent.left_by("echo open sesame; exit 3")});
  CHECK(is_refused(result, 12, "the passphrase command failed"));
  CHECK(leftovers.any());
  agent.end();
  CHECK(leftovers.none_after_a_while());
}

TEST_CASE_METHOD(PassphraseWorld, "all is read that a command wrote before its end",
                 "[passphrase-command]") {
  add_james();
  const RunResult result = runner.run(
      {"get", "--passphrase-command", "printf open; (exec >&-; sleep 0) ; printf ' sesame'"});
  CHECK(result.out == "hello");
  const std::string whole(1024, 'x');
  CHECK(is_refused(runner.run({"get", "--passphrase-command", "printf " + whole}), 12, "wrong"));
}

TEST_CASE_METHOD(PassphraseWorld, "a command counts also if whoever started us ignores children",
                 "[passphrase-command]") {
  add_james();
  const auto ignoring = [] { (void)std::signal(SIGCHLD, SIG_IGN); };
  const RunResult result = run_process({MAYFLY_BINARY, "get", "--passphrase-command", "exit 1"},
                                       {"", environment(), ignoring});
  CHECK(is_refused(result, 12, "the passphrase command failed"));
}

TEST_CASE_METHOD(PassphraseWorld, "a process that is left would be seen", "[passphrase-command]") {
  Leftovers leftovers;
  const Process sleeping({"sleep", "1000"}, {});
  CHECK(leftovers.any());
}

TEST_CASE_METHOD(PassphraseWorld, "a command that prints without end is killed",
                 "[passphrase-command]") {
  add_james();
  Leftovers leftovers;
  const RunResult result = runner.run({"get", "--passphrase-command", "yes"});
  CHECK(is_refused(result, 2, "the passphrase is longer than 1024 bytes"));
  CHECK(leftovers.none_after_a_while());
}

TEST_CASE_METHOD(PassphraseWorld, "a command gets no standard input, and the errors it prints show",
                 "[passphrase-command]") {
  add_james();
  const RunResult result = run_process({MAYFLY_BINARY, "store", "-q", "--passphrase-command",
                                        "cat; echo mine >&2; echo open sesame"},
                                       {"from a pipe", environment(), [] { ::setsid(); }});
  CHECK(result.status == 0);
  CHECK(result.out == "2\n");
  CHECK(result.err == "mine\n");
}

TEST_CASE_METHOD(PassphraseWorld, "no command is run for a user who has no passphrase",
                 "[passphrase-command]") {
  REQUIRE(runner.run({"store", "-q", "hello"}).status == 0);
  const auto ran = (runner.home / "ran").string();
  runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "touch " + ran;
  CHECK(runner.run({"get"}).out == "hello");
  CHECK_FALSE(std::filesystem::exists(ran));
}

TEST_CASE_METHOD(PassphraseWorld, "a list runs no command that it was not told of",
                 "[passphrase-command]") {
  add_james();
  const auto ran = (runner.home / "ran").string();
  runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "touch " + ran;
  CHECK(runner.run({"list"}).status == 0);
  CHECK_FALSE(std::filesystem::exists(ran));
}

TEST_CASE_METHOD(PassphraseWorld, "a command that has no time at all is killed before it begins",
                 "[passphrase-command]") {
  add_james();
  runner.command_timeout = std::chrono::milliseconds(0);
  Leftovers leftovers;
  const RunResult result = runner.run({"get", "--passphrase-command", "sleep 1000"});
  CHECK(is_refused(result, 12, "the passphrase command did not end in time"));
  CHECK(leftovers.none_after_a_while());
}

TEST_CASE_METHOD(PassphraseWorld, "a passphrase command gets no descriptor but the standard ones",
                 "[passphrase-command]") {
  add_james();
  const std::string command =
      "for fd in 3 4 5 6 7 8 9; do test -e /proc/$$/fd/$fd && exit 1; done; echo open sesame";
  const RunResult result = run_process(
      {MAYFLY_BINARY, "get", "--log-file", runner.home / "log", "--passphrase-command", command},
      {"", environment(), close_the_rest});
  CHECK(result.out == "hello");
  CHECK(result.err.empty());
}

TEST_CASE_METHOD(PassphraseWorld, "the program's own descriptors give no passphrase",
                 "[passphrase-command]") {
  add_james();
  for (const char* fd : {"3", "4", "5", "6"}) {
    const RunResult result = run_process({MAYFLY_BINARY, "get", "--passphrase-fd", fd},
                                         {"", environment(), close_the_rest});
    CHECK(is_refused(result, 12, "Bad file descriptor"));
  }
}
