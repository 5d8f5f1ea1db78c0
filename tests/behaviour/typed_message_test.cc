// A message that a person types or pastes at a terminal.

#include <csignal>

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/terminal_world.h"

using namespace mayfly::test;

namespace {

struct Typing : TerminalWorld {
  /// What the program says when this line is typed as a message.
  RunResult store(const std::string& line) {
    Pty pty(mayfly({"store", "--passphrase-command", "echo open sesame"}), {environment()});
    pty.wait_for("Ctrl-D\r\n");
    pty.type(line + "\n\x04");
    const int status = pty.wait();
    return {status, "", pty.shown()};
  }
  std::string stored(const std::string& id) {
    return runner.run({"get", id, "--passphrase-command", "echo open sesame"}).out;
  }
};

}  // namespace

TEST_CASE_METHOD(Typing, "a typed line is stored whole, however long it is", "[terminal]") {
  const std::size_t size = GENERATE(1U, 1000U, 4094U, 4095U, 4096U, 5000U, 12000U, 70000U);
  const std::string line(size, 'x');
  const RunResult result = store(line);
  CHECK(result.status == 0);
  CHECK(result.err.find(line.substr(0, 70)) != std::string::npos);  // it is shown
  CHECK(stored("2") == line + "\n");
}

TEST_CASE_METHOD(Typing, "a long line can be edited, and nothing of it is lost", "[terminal]") {
  const std::string line(5000, 'x');
  CHECK(store(line + "\x7f").status == 0);
  CHECK(stored("2") == line.substr(1) + "\n");
  CHECK(store(line + " word\x17\x7f"
                     "end")
            .status == 0);
  CHECK(stored("3") == line + "end\n");
  CHECK(store(line + "\x15"
                     "other")
            .status == 0);
  CHECK(stored("4") == "other\n");
}

TEST_CASE_METHOD(Typing, "the terminal is as it was after a message, and after a signal",
                 "[terminal]") {
  Pty pty(mayfly({"store", "--passphrase-command", "echo open sesame"}), {environment()});
  pty.wait_for("Ctrl-D\r\n");
  pty.type("begun");
  pty.wait_for("begun");
  SECTION("the end") {
    pty.type("\x04\x04");
    CHECK(pty.wait() == 0);
    CHECK(stored("2") == "begun");
  }
  SECTION("Control-C") {
    pty.type("\x03");
    CHECK(pty.wait() == 128 + SIGINT);
    CHECK(stored("2").empty());
  }
  SECTION("SIGTERM") {
    ::kill(pty.pid(), SIGTERM);
    CHECK(pty.wait() == 128 + SIGTERM);
  }
  SECTION("Control-Z, and on") {
    pty.type("\x1a");
    pty.wait_for_stop();
    CHECK(pty.is_as_it_was());
    pty.resume();
    pty.type(" and ended");
    pty.wait_for(" and ended");
    pty.type("\n\x04");
    CHECK(pty.wait() == 0);
    CHECK(stored("2") == "begun and ended\n");
  }
  CHECK(pty.is_as_it_was());
}

TEST_CASE("a long line that is not typed is stored whole", "[terminal]") {
  AppRunner runner;
  const std::string line(12000, 'x');
  CHECK(runner.run({"store", "-q"}, line).out == "1\n");
  CHECK(runner.run({"get", "1"}).out == line);
}
