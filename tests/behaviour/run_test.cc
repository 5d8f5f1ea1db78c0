// What `mayfly run` hands to a program, and what becomes of the two.

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/pty.h"
#include "support/skip.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

constexpr const char* kSecret = "sekret-token";

/// A home whose user james has a message.
struct RunWorld {
  TempFolder home;

  RunWorld() { REQUIRE(mayfly({"store", "-q", "--name", "token", kSecret}).status == 0); }

  std::map<std::string, std::string> environment() const {
    return {{"HOME", home.path()}, {"MAYFLY_USER", "james"}};
  }
  RunResult mayfly(
      std::vector<std::string> arguments, std::function<void()> in_child = [] {}) const {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return run_process(std::move(arguments), {"", environment(), std::move(in_child)});
  }
  /// A script of sh, after the options of `mayfly run`.
  RunResult run(
      std::vector<std::string> options, const std::string& script,
      std::function<void()> in_child = [] {}) const {
    return mayfly(words(std::move(options), script), std::move(in_child));
  }
  static std::vector<std::string> words(std::vector<std::string> options,
                                        const std::string& script) {
    options.insert(options.begin(), "run");
    for (const std::string& word :
         {std::string("--"), std::string("sh"), std::string("-c"), script})
      options.push_back(word);
    return options;
  }
};

/// A run of the program whose script writes a line to descriptor 3 when it is ready.
class Ready {
 public:
  Ready(const RunWorld& world, std::vector<std::string> options, const std::string& script)
      : process_(words(std::move(options), script),
                 {"", world.environment(), [this] { ::dup2(pipe_.ends[1], 3); }}) {
    pipe_.close_writer();
    char byte = 0;
    REQUIRE(::read(pipe_.ends[0], &byte, 1) == 1);
  }
  Process& process() { return process_; }
  /// Whether all who have the pipe are gone, the program among them.
  bool all_are_gone() const {
    std::array<char, 16> bytes{};
    while (::read(pipe_.ends[0], bytes.data(), bytes.size()) > 0) {
    }
    return true;
  }

 private:
  static std::vector<std::string> words(std::vector<std::string> options,
                                        const std::string& script) {
    auto all = RunWorld::words(std::move(options), script);
    all.insert(all.begin(), MAYFLY_BINARY);
    return all;
  }
  Pipe pipe_;
  Process process_;
};

}  // namespace

TEST_CASE_METHOD(RunWorld, "a program is executed in place, with the process as it was", "[run]") {
  const auto as_some_parent_leaves_it = [] {
    ::umask(022);
    const rlimit core{4096, RLIM_INFINITY};
    ::setrlimit(RLIMIT_CORE, &core);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_DFL);
    ::signal(SIGCHLD, SIG_IGN);
  };
  Process process({MAYFLY_BINARY, "run", "--env", "A=token", "--", "sh", "-c",
                   "echo $$; umask; ulimit -Sc; ulimit -Hc; env"},
                  {"", environment(), as_some_parent_leaves_it});
  const std::string pid = std::to_string(process.pid());
  const RunResult result = process.wait();
  CHECK(result.status == 0);
  // A sanitizer forbids cores by itself.
  CHECK(result.out.starts_with(pid + "\n0022\n" + (MAYFLY_SANITIZED ? "" : "8\nunlimited\n")));
  CHECK(result.out.find("A=sekret-token\n") != std::string::npos);
  CHECK(result.out.find("BOTAN") == std::string::npos);
  const bool stays = GENERATE(false, true);
  std::vector<std::string> words{"run", "--env", "A=token", "--", "cat", "/proc/self/status"};
  if (stays) words.insert(words.begin() + 1, "--mask");
  const std::string status = mayfly(words, as_some_parent_leaves_it).out;
  CHECK(status.find("SigIgn:\t0000000000011000\n") != std::string::npos);
  CHECK(status.find("SigBlk:\t0000000000000000\n") != std::string::npos);
}

TEST_CASE_METHOD(RunWorld, "a program has no descriptor but those that it was to have", "[run]") {
  const std::string list =
      "for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do [ -e /proc/$$/fd/$n ] && echo $n; "
      "done; "
      "true";
  const auto close_others = [] { ::close_range(3, ~0U, 0); };
  CHECK(run({"--fd", "5=token"}, list, close_others).out == "0\n1\n2\n5\n");
  CHECK(run({"--env", "A=token"}, list, close_others).out == "0\n1\n2\n");
  CHECK(run({"--fd", "5=token", "--mask"}, list, close_others).out == "0\n1\n2\n5\n");
  const auto as_key = [&] {
    ::close_range(3, ~0U, 0);
    const auto file = home / ".config/mayfly/keys/james.key";
    ::dup2(::open(file.c_str(), O_RDONLY | O_CLOEXEC), 7);
  };
  CHECK(run({"--key-fd", "7", "--env", "A=token"}, list, as_key).out == "0\n1\n2\n");
  const auto as_input = [&] {
    const auto file = home / ".config/mayfly/keys/james.key";
    ::dup2(::open(file.c_str(), O_RDONLY | O_CLOEXEC), 0);
  };
  CHECK(run({"--key-fd", "0", "--env", "A=token"}, "cat /dev/stdin", as_input).out == "");
}

TEST_CASE_METHOD(RunWorld, "a message in a file cannot be changed, and others cannot read it",
                 "[run]") {
  const RunResult result =
      run({"--file", "F=token"}, "stat -Lc %a $F; echo x >>$F; true >$F; sh -c \"cat $F\"; cat $F");
  CHECK(result.out == std::string("600\n") + kSecret + kSecret);
  CHECK(result.err.find("not permitted") != std::string::npos);
}

TEST_CASE_METHOD(RunWorld, "a secret is in no command line, and in no environment of ours",
                 "[run]") {
  Ready run(*this, {"--fd", "5=token", "--until-expiry"},
            "echo >&3; cat /proc/$PPID/environ /proc/$PPID/cmdline /proc/$$/environ "
            "/proc/$$/cmdline 2>&1; "
            // The parent lets go of it.
            "while ls -l /proc/$PPID/fd | grep -q memfd:mayfly; do :; done");
  const RunResult result = run.process().wait();
  CHECK(result.status == 0);
  CHECK(result.out.find("HOME=") != std::string::npos);
  CHECK(result.out.find(kSecret) == std::string::npos);
}

TEST_CASE_METHOD(RunWorld, "a variable that held a source of the passphrase is not handed on",
                 "[run]") {
  auto variables = environment();
  variables["MAYFLY_PASSPHRASE_COMMAND"] = "echo hunter2";
  const RunResult result =
      run_process({MAYFLY_BINARY, "run", "--env", "A=token", "--", "env"}, {"", variables, [] {}});
  CHECK(result.status == 0);
  CHECK(result.out.find("MAYFLY_PASSPHRASE_COMMAND") == std::string::npos);
  CHECK(result.out.find("MAYFLY_USER=james") != std::string::npos);
}

TEST_CASE("a program ends when its message does", "[run]") {
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "--ttl", "1m", kSecret}).status == 0);
  runner.clock.advance(std::chrono::milliseconds{59'980});
  const auto run = [&](const std::vector<std::string>& options, const std::string& script) {
    auto words = RunWorld::words({"--until-expiry", "--fd", "3=1"}, script);
    words.insert(words.begin() + 1, options.begin(), options.end());
    return runner.run(words).status;
  };
  CHECK(run({}, "exec sleep 1000") == 128 + SIGTERM);
  CHECK(run({"--mask"}, "exec sleep 1000") == 128 + SIGTERM);
  CHECK(run({"--grace", "0"}, "trap '' TERM; sleep 0.01; while :; do :; done") == 128 + SIGKILL);
  CHECK(run({"--grace", "1h"}, "trap 'exit 7' TERM; while :; do :; done") == 7);
  CHECK(run({}, "kill -STOP $$") == 128 + SIGTERM);
  CHECK(run({}, "exit 4") == 4);
}

TEST_CASE_METHOD(RunWorld, "a parent that stays hands signals on, and ends as the program does",
                 "[run]") {
  const int signal = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGRTMIN + 3);
  CAPTURE(signal);
  Ready run(*this, {"--until-expiry", "--env", "A=token"},
            "ulimit -c 0; echo >&3; exec sleep 1000");
  REQUIRE(::kill(run.process().pid(), signal) == 0);
  CHECK(run.process().wait().status == 128 + signal);
  CHECK(run.all_are_gone());
}

TEST_CASE_METHOD(RunWorld, "a parent that stays stops and goes on with the program", "[run]") {
  Pty pty({MAYFLY_BINARY, "run", "--until-expiry", "--env", "A=token", "--", "sh", "-c",
           "trap 'echo interrupted; exit 3' INT; echo ready; read line; echo got $line; read line"},
          {environment()});
  pty.wait_for("ready");
  pty.type("\x1a");
  pty.wait_for_stop();
  pty.resume();
  pty.type("hello\n");
  pty.wait_for("got hello");
  pty.type("\x03");
  pty.wait_for("interrupted");
  CHECK(pty.wait() == 3);
}

TEST_CASE_METHOD(RunWorld, "a program does not outlive a parent that was to end it", "[run]") {
  Ready run(*this, {"--until-expiry", "--env", "A=token"}, "echo >&3; exec sleep 1000");
  REQUIRE(::kill(run.process().pid(), SIGKILL) == 0);
  run.process().wait();
  CHECK(run.all_are_gone());
}

TEST_CASE_METHOD(RunWorld, "masked output keeps its bytes, whatever reads it", "[run]") {
  const RunResult both =
      run({"--mask", "--env", "A=token"}, "echo 1 $A; echo 2 $A >&2; printf '3 sekret'; exit 9");
  CHECK(both.status == 9);
  CHECK(both.out == "1 [hidden]\n3 sekret");
  CHECK(both.err == "2 [hidden]\n");
  const RunResult one =
      run({"--mask", "--env", "A=token"}, "printf sekret; printf %s -token >&2; echo x; echo y >&2",
          [] { ::dup2(1, 2); });
  CHECK(one.out == "[hidden]x\ny\n");
  const RunResult large = run({"--mask", "--env", "A=token"}, "head -c 3000000 /dev/zero; echo $A");
  CHECK(large.out == std::string(3'000'000, '\0') + "[hidden]\n");
}

TEST_CASE_METHOD(RunWorld, "a reader of masked output that goes away ends the program", "[run]") {
  const RunResult result = run({"--mask", "--env", "A=token"}, "exec yes", [] {
    int ends[2];
    if (::pipe(ends) != 0) ::_exit(99);
    ::close(ends[0]);
    ::dup2(ends[1], 1);
  });
  CHECK(result.status == 128 + SIGPIPE);
}

TEST_CASE_METHOD(RunWorld, "a reader of masked output that waits does not keep a program alive",
                 "[run]") {
  const Pipe full;
  Pipe ready;
  auto words = RunWorld::words({"--mask", "--env", "A=token"}, "echo >&3; exec yes");
  words.insert(words.begin(), MAYFLY_BINARY);
  Process process(words, {"", environment(), [&] {
                            ::dup2(full.ends[1], 1);
                            ::dup2(ready.ends[1], 3);
                          }});
  ready.close_writer();
  char byte = 0;
  REQUIRE(::read(ready.ends[0], &byte, 1) == 1);
  const auto has_ended = [&] {
    siginfo_t info{};
    const auto id = static_cast<id_t>(process.pid());
    return ::waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
  };
  while (!has_ended()) {
    ::kill(process.pid(), SIGTERM);  // the program ends, and then who waits for the reader
    ::sched_yield();
  }
  CHECK(process.wait().status == 128 + SIGTERM);
}

TEST_CASE_METHOD(RunWorld, "a message to burn is lost if its program cannot be executed, and told",
                 "[run]") {
  REQUIRE(mayfly({"store", "-q", "--burn", "once"}).status == 0);
  const auto wrong = home / "wrong";
  std::ofstream(wrong) << "\x7f"
                          "ELF: the wrong machine's";
  std::filesystem::permissions(wrong, std::filesystem::perms::owner_all);
  const RunResult result = mayfly({"run", "--env", "A=2", "--", wrong.string()});
  CHECK(result.status == 126);  // execvp(3) would have sh read it, with the secret at hand
  CHECK(result.err.find("lost, since it was destroyed before it was handed on") !=
        std::string::npos);
  const RunResult missing = mayfly({"run", "--env", "A=2", "--", wrong.string()});
  CHECK(missing.status == 3);
}

TEST_CASE_METHOD(RunWorld, "as the first process of a container it reaps, and ends by SIGTERM",
                 "[run]") {
  const auto in_container = [&](const std::string& script) {
    return run_process({"unshare", "-pf", "--mount-proc", MAYFLY_BINARY, "run", "--env", "A=token",
                        "--", "sh", "-c", script},
                       {"", environment(), [] {}});
  };
  if (in_container("exit 0").status != 0) {
    skip("no namespaces here");
    return;
  }
  CHECK(in_container("echo $$ $PPID $A; exit 5").out == std::string("2 1 ") + kSecret + "\n");
  CHECK(in_container("exit 5").status == 5);
  CHECK(in_container("kill -TERM 1; exec sleep 1000").status == 128 + SIGTERM);
  CHECK(in_container("sleep 1000 & kill -TERM 1; exec sleep 1000").status == 128 + SIGTERM);
  const RunResult reaped = in_container(
      "(true & true); while grep -qs 'State:.Z' /proc/[0-9]*/status; do :; done; echo none");
  CHECK(reaped.out == "none\n");
}
