// What the program has of a passphrase, and of the keys that it leads to, is found nowhere but in
// its memory.

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "support/catch.h"
#include "support/needles.h"
#include "support/skip.h"
#include "support/terminal_world.h"

using namespace mayfly::test;

namespace {

constexpr std::size_t kLarge = 1 << 20;  // more than a pipe takes: its writer waits

/// A home whose user james has a large message, and a folder to work and to dump core in.
struct TracesWorld : PassphraseWorld {
  TempFolder outside;  ///< for what the test itself writes
  TempFolder work;
  Pipe output;

  TracesWorld() {
    add_james();
    write_secret(outside / "passphrase", "open sesame\n");
    REQUIRE(runner
                .run({"store", "-q", "--passphrase-file", outside / "passphrase"},
                     std::string(kLarge, 'x'))
                .status == 0);
  }

  std::vector<std::string> get(const std::string& option, const std::string& source) const {
    return {MAYFLY_BINARY, "get", "--latest",   option,
            source,        "-v",  "--log-file", runner.home / "log"};
  }

  std::function<void()> in_child(int passphrase_fd = -1) const {
    return [this, passphrase_fd] {
      const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
      ::setrlimit(RLIMIT_CORE, &unlimited);
      if (::chdir(work.path().c_str()) != 0) ::_exit(99);
      ::dup2(output.ends[1], 1);
      if (passphrase_fd >= 0) ::dup2(passphrase_fd, 9);
      ::setsid();
    };
  }

  /// Returns once the program writes the message, with all keys at hand.
  void wait_for_output() const {
    pollfd ready{output.ends[0], POLLIN, 0};
    REQUIRE(::poll(&ready, 1, kLongestWaitMs) == 1);
  }
};

}  // namespace

TEST_CASE_METHOD(TracesWorld, "no way to give a passphrase leaves a trace of it or of the keys",
                 "[traces]") {
  const std::string way = GENERATE("fd", "file", "command");
  CAPTURE(way);
  const Needles needles = needles_of(runner, "open sesame");
  Pipe passphrase;
  REQUIRE(::write(passphrase.ends[1], "open sesame\n", 12) == 12);
  passphrase.close_writer();
  const std::string file = outside / "passphrase";
  const auto arguments = way == "fd"     ? get("--passphrase-fd", "9")
                         : way == "file" ? get("--passphrase-file", file)
                                         : get("--passphrase-command", "cat " + file);
  Process process(arguments, {"", environment(), in_child(passphrase.ends[0])});
  wait_for_output();
  CHECK(needles.found_in(process_info(process.pid())).empty());
  REQUIRE(::kill(process.pid(), GENERATE(SIGABRT, SIGQUIT)) == 0);
  const RunResult result = process.wait();
  CHECK(result.status > 128);
  CHECK(std::filesystem::is_empty(work.path()));  // no core
  CHECK(needles.found_in(result.err).empty());
  for (const auto& [path, content] : all_files(runner.home.path())) {
    CAPTURE(path);
    CHECK(needles.found_in(content).empty());
  }
}

TEST_CASE_METHOD(TracesWorld, "a wrong passphrase is not told to anybody", "[traces]") {
  write_secret(outside / "wrong", "open sesame, please\n");
  const std::string file = outside / "wrong";
  const bool json = GENERATE(false, true);
  auto arguments = get("--passphrase-file", file);
  if (json) arguments.emplace_back("--json");
  const RunResult result = run_process(arguments, {"", environment(), in_child()});
  CHECK(result.status == 12);
  const Needles needles{{"passphrase", "open sesame"}};
  CHECK(needles.found_in(result.err).empty());
  CHECK(needles.found_in(bytes_of(runner.home / "log")).empty());
  CHECK(bytes_of(runner.home / "log").find("wrong passphrase") != std::string::npos);
}

TEST_CASE_METHOD(TracesWorld, "a typed passphrase leaves no trace while the next one is asked for",
                 "[traces]") {
  const Needles needles = needles_of(runner, "open sesame");
  Pty pty({MAYFLY_BINARY, "key", "change-passphrase", "-v", "--log-file", runner.home / "log"},
          {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("new passphrase: ");
  CHECK(needles.found_in(process_info(pty.pid())).empty());
  pty.type("\x1c");
  CHECK(pty.wait() == 128 + SIGQUIT);
  CHECK(needles.found_in(pty.shown()).empty());
  CHECK(needles.found_in(bytes_of(runner.home / "log")).empty());
}

TEST_CASE_METHOD(TracesWorld, "a trace would be found in a process and in its core", "[traces]") {
  auto variables = environment();
  variables["SECRET"] = "open sesame";
  const Needles needles{{"passphrase", "open sesame"}};
  const Pipe input;
  const auto waiting = [&] {
    in_child()();
    ::dup2(input.ends[0], 0);
  };
  Process process({"sh", "-c", "echo; read -r line; exit 1"}, {"", variables, waiting});
  wait_for_output();
  CHECK(needles.found_in(process_info(process.pid())) == std::vector<std::string>{"passphrase"});
  REQUIRE(::kill(process.pid(), SIGABRT) == 0);
  CHECK(process.wait().status == 128 + SIGABRT);
  std::string cores;
  for (const auto& [path, content] : all_files(work.path())) cores += content;
  if (cores.empty()) {
    skip("cores are not written to the working folder here");
    return;
  }
  CHECK(needles.found_in(cores).size() == 1);
}
