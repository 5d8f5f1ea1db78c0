#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "cli/commands.h"
#include "cli/parser.h"
#include "cli/script_text.h"
#include "mayfly/text.h"
#include "support/app_runner.h"
#include "support/bytes_of.h"
#include "support/catch.h"

using namespace mayfly::test;
namespace app = mayfly::app;

namespace {

void add_commands(std::vector<std::vector<std::string>>& all, std::vector<std::string> before,
                  std::span<const app::CommandSpec> specs) {
  all.push_back(before);
  before.emplace_back();
  for (const app::CommandSpec& spec : specs) {
    if (spec.hidden) continue;
    before.back() = spec.name;
    add_commands(all, before, spec.children);
  }
}

/// The words of each, and of none.
std::vector<std::vector<std::string>> every_command() {
  std::vector<std::vector<std::string>> all;
  add_commands(all, {}, app::commands());
  return all;
}

std::size_t longest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// The lines between "Examples:" and the next that is empty.
std::vector<std::string> example_lines(const std::string& help) {
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line : lines_of(help)) {
    line.pop_back();
    if (inside && line.empty()) break;
    if (inside) found.push_back(line);
    inside |= line == "Examples:";
  }
  return found;
}

/// Each call of mayfly in a line of a shell, which may have pipes and redirections.
std::vector<std::string> calls_in(const std::string& line) {
  static const std::regex call("(^|[ (])(mayfly( +('[^']*'|\"[^\"]*\"|[^ |<>();&#]+))*)");
  const std::string shown = line.substr(0, line.find("   ", 2));  // what it says comes after it
  std::vector<std::string> calls;
  for (std::sregex_iterator at(shown.begin(), shown.end(), call), end; at != end; ++at)
    calls.push_back((*at)[2]);
  return calls;
}

/// Reads the words of a call as the program does. Throws if it would refuse them.
void read_call(const std::string& call) {
  std::vector<std::string> words = words_of(replaced(call, "\"", "'"));
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  app::GlobalOptions options;
  app::parse(std::span(arguments).subspan(1), options);
}

}  // namespace

TEST_CASE("help and version go to standard output, and end well", "[help]") {
  AppRunner runner;
  const RunResult version = runner.run({"--version"});
  CHECK(version.status == 0);
  CHECK(std::regex_match(
      version.out,
      std::regex("mayfly \\d+\\.\\d+\\.\\d+ \\(Botan [23]\\.[\\d.]+, SQLite 3\\.[\\d.]+\\)\n")));
  for (std::vector<std::string> words : every_command()) {
    CAPTURE(words);
    words.emplace_back("--help");
    const RunResult help = runner.run(words);
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(help.out.find("mayfly") != std::string::npos);
    CHECK(help.out.back() == '\n');
    CHECK(longest_line(help.out) <= 80);
    for (const std::string note : {"Excludes", "Needs", "REQUIRED", " TEXT"})
      CHECK(help.out.find(note) == std::string::npos);
    words.back() = "-h";
    CHECK(runner.run(words).out == help.out);
  }
}

TEST_CASE("help prints what --help prints, of every command", "[help]") {
  AppRunner runner;
  for (std::vector<std::string> words : every_command()) {
    CAPTURE(words);
    std::vector<std::string> asked = words;
    asked.insert(asked.begin(), "help");
    words.emplace_back("--help");
    const RunResult help = runner.run(asked);
    CHECK(help.status == 0);
    CHECK(help.out == runner.run(words).out);
  }
  CHECK(runner.run({"help", "-q", "get"}).out == runner.run({"get", "--help"}).out);
}

TEST_CASE("every help ends with two or three examples, which can be typed", "[help]") {
  AppRunner runner;
  for (std::vector<std::string> words : every_command()) {
    CAPTURE(words);
    const std::string path = joined(words);
    words.emplace_back("--help");
    const auto lines = example_lines(runner.run(words).out);
    CHECK((lines.size() == 2 || lines.size() == 3));
    bool shows_it = path.empty();
    for (const std::string& line : lines) {
      CAPTURE(line);
      CHECK(line.starts_with("  "));
      const auto calls = calls_in(line);
      CHECK_FALSE(calls.empty());
      for (const std::string& call : calls) {
        CAPTURE(call);
        shows_it |= call.starts_with("mayfly " + path);
        CHECK_NOTHROW(read_call(call));
      }
    }
    CHECK(shows_it);
  }
}

TEST_CASE("the name alone is an error that shows what there is", "[help]") {
  AppRunner runner;
  const RunResult alone = runner.run({});
  CHECK(alone.status == 2);
  CHECK(alone.out.empty());
  CHECK(std::ranges::count(alone.err, '\n') >= 9);
  CHECK(std::ranges::count(alone.err, '\n') <= 12);
  CHECK(longest_line(alone.err) <= 80);
  for (const app::CommandSpec& spec : app::commands())
    CHECK(spec.hidden !=
          std::regex_search(alone.err, std::regex("[ \n]" + std::string(spec.name) + "[ \n]")));
  CHECK(runner.run({"-q"}).err ==
        "mayfly: error: no command given\nmayfly: hint: see mayfly --help\n");
}

TEST_CASE("version tells the versions, as JSON too", "[help]") {
  AppRunner runner;
  CHECK(runner.run({"version"}).out == runner.run({"--version"}).out);
  CHECK(std::regex_match(
      runner.run({"version", "--json"}).out,
      std::regex(R"(\{"version":"[\d.]+","botan":"[\d.]+","sqlite":"[\d.]+"\}\n)")));
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

TEST_CASE("the log file has errors of a command line that could not be read", "[help]") {
  AppRunner runner;
  const std::string log = runner.home / "log";
  const std::vector<std::vector<std::string>> unreadable{
      {"--log-file", log, "hunter2"},
      {"store", "--log-file=" + log, "--ttl=", "hunter2"},
      {"get", "--hunter2", "--log-file", log},
      {"list", "--user", "a", "--user", "b", "--log-file", log},
      {"--log-file", log}};
  for (const auto& words : unreadable) {
    CAPTURE(words);
    CHECK(runner.run(words).status == 2);
    const std::string text = bytes_of(log);
    CHECK(text.find("error: usage\n") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
    std::filesystem::remove(log);
  }
  const RunResult unlogged = runner.run({"frobnicate", "--log-file", runner.home / "none/log"});
  CHECK(unlogged.err.find("unknown command") != std::string::npos);
}

TEST_CASE("a path that is not UTF-8 stands in JSON beside its bytes", "[help]") {
  AppRunner runner;
  std::filesystem::create_directory(runner.home / "p\xff");
  std::filesystem::permissions(runner.home / "p\xff", std::filesystem::perms::owner_all);
  const std::string vault = runner.home / "p\xff/v\xe2\x80\xae.db";
  const RunResult made = runner.run({"--json", "--vault", vault, "init", "--user", "james"});
  CHECK(made.status == 0);
  CHECK(made.out.find("/p\xef\xbf\xbd/v\\u202e.db\"") != std::string::npos);
  CHECK(made.out.find("\"vault_base64\":\"") != std::string::npos);
  const RunResult purged = runner.run({"--json", "--vault", vault, "purge"});
  CHECK(purged.out.find("\"vault_base64\":\"") != std::string::npos);
  const RunResult none = runner.run({"--json", "--vault", vault + "\xff", "get"});
  CHECK(none.status == 10);
  for (const std::string& text : {made.out, made.err, purged.out, none.err})
    CHECK(mayfly::is_utf8(mayfly::as_bytes(text)));
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
