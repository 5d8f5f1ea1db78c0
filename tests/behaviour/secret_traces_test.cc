// What the program has of a passphrase, and of the keys that it leads to, is found nowhere but in
// its memory.

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "cli/commands.h"
#include "support/catch.h"
#include "support/needles.h"
#include "support/skip.h"
#include "support/terminal_world.h"

using namespace mayfly::test;
namespace app = mayfly::app;

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

namespace {

/// What somebody is asked, and types.
using Dialogue = std::vector<std::pair<std::string, std::string>>;

struct Conversation {
  std::vector<std::string> command;
  std::vector<std::string> more;  ///< arguments
  Dialogue dialogue;
};

const Dialogue kKnown{{kQuestion, "open sesame\n"}};
const Dialogue kNew{{"new passphrase: ", "closed sesame\n"},
                    {"the same again: ", "closed sesame\n"}};

Dialogue operator+(Dialogue first, const Dialogue& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Each command as somebody uses it who gives it secrets at a terminal.
const std::vector<Conversation> kConversations{
    {{"store"}, {"--name=door-code"}, kKnown + Dialogue{{"Ctrl-D\r\n", "secret words\n\x04"}}},
    {{"store"}, {"--name", "door-code", "secret words"}, kKnown},
    {{"store"},
     {"--prompt", "--name=door-code"},
     kKnown + Dialogue{{"message: ", "secret words\n"}, {"the same again: ", "secret words\n"}}},
    {{"store"}, {"--lines"}, kKnown + Dialogue{{"Ctrl-D\r\n", "secret words\nmore\n\x04"}}},
    {{"store"}, {"--command", "printf 'secret %s' words", "--name=door-code"}, kKnown},
    {{"extend"}, {"door-code", "--ttl=1h"}, kKnown},
    {{"get"}, {"--name=door-code"}, kKnown},
    {{"run"}, {"--env=X=door-code", "--", "true"}, kKnown},
    {{"copy"}, {"door-code"}, kKnown},
    {{"export"}, {"--to", "bundle", "--bundle-passphrase"}, kKnown + kNew},
    {{"import"}, {"no-bundle"}, {}},
    {{"list"}, {}, {}},
    {{"status"}, {"door-code"}, kKnown},
    {{"rm"}, {"1"}, kKnown},
    {{"purge"}, {}, {}},
    {{"verify"}, {}, kKnown},
    {{"debug-iv"}, {"secret words"}, {}},
    {{"init"}, {"--user", "anna", "--passphrase"}, kNew},
    {{"key", "list"}, {}, {}},
    {{"key", "add-passphrase"}, {}, kKnown + kNew},
    {{"key", "add-key-file"}, {"new.key"}, kKnown},
    {{"key", "change-passphrase"}, {}, kKnown + kNew},
    {{"key", "remove"}, {"1"}, kKnown},
    {{"key", "rotate"}, {}, kKnown},
    {{"key", "export"}, {}, {}},
    {{"key", "import"}, {}, {{"Ctrl-D\r\n", "secret words\n\x04"}}},
    {{"unlock"}, {"--for", "1s"}, kKnown},
    {{"lock"}, {}, {}},
    {{"users"}, {}, {}},
    {{"config"}, {"--show"}, {}},
    {{"help"}, {"key", "list"}, {}},
    {{"version"}, {}, {}},
    {{"completion"}, {"bash"}, {}},
    {{"__complete"}, {"--", "get", "door"}, {}},
};

std::vector<std::string> without_conversation(std::span<const app::CommandSpec> specs,
                                              const std::vector<std::string>& path = {}) {
  std::vector<std::string> missing;
  for (const app::CommandSpec& spec : specs) {
    auto command = path;
    command.emplace_back(spec.name);
    const auto below = without_conversation(spec.children, command);
    missing.insert(missing.end(), below.begin(), below.end());
    if (spec.make != nullptr &&
        std::ranges::count(kConversations, command, &Conversation::command) == 0)
      missing.emplace_back(spec.name);
  }
  return missing;
}

/// Holds it, looking at the process at each question; returns what the terminal has shown.
std::string hold(const Conversation& conversation, const TerminalWorld& world, const Needles& all) {
  std::vector<std::string> arguments{"sh",          "-c", R"(cd "$HOME" && exec "$0" "$@")",
                                     MAYFLY_BINARY, "-v", "--log-file=log"};
  for (const auto& words : {conversation.command, conversation.more})
    arguments.insert(arguments.end(), words.begin(), words.end());
  Pty pty(arguments, {world.environment()});
  for (const auto& [question, answer] : conversation.dialogue) {
    pty.wait_for(question);
    CHECK(all.found_in(process_info(pty.pid())).empty());
    pty.type(answer);
  }
  pty.wait();
  CHECK(pty.is_as_it_was());
  return pty.shown();
}

}  // namespace

TEST_CASE("no command leaves a trace of what it is told at a terminal", "[traces]") {
  CHECK(without_conversation(app::commands()).empty());
  const Needles passphrases{{"passphrase", "open sesame"}, {"new passphrase", "closed sesame"}};
  const Needles all{{"passphrase", "open sesame"},
                    {"new passphrase", "closed sesame"},
                    {"message", "secret words"},
                    {"name", "door-code"}};
  for (const Conversation& conversation : kConversations) {
    CAPTURE(conversation.command);
    const TerminalWorld world;
    const std::string shown = hold(conversation, world, all);
    CHECK(passphrases.found_in(shown).empty());
    CHECK(all.found_in(bytes_of(world.runner.home / "log")).empty());
  }
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
