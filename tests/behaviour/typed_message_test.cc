// A message that a person types or pastes at a terminal.

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

TEST_CASE_METHOD(Typing, "a typed line is stored whole", "[terminal]") {
  const std::size_t size = GENERATE(1U, 1000U, 4094U);
  const std::string line(size, 'x');
  CHECK(store(line).status == 0);
  CHECK(stored("2") == line + "\n");
}

TEST_CASE_METHOD(Typing, "a typed line that the terminal cuts is refused, and nothing stored",
                 "[terminal]") {
  const std::size_t size = GENERATE(4095U, 4096U, 5000U, 12000U);
  const RunResult result = store(std::string(size, 'x'));
  CAPTURE(size, result.err);
  CHECK(result.status == 2);
  CHECK(result.err.find("mayfly: error: a line of the message is too long to be typed: the "
                        "terminal cuts it\r\n") != std::string::npos);
  CHECK(stored("2").empty());
}

TEST_CASE("a long line that is not typed is stored whole", "[terminal]") {
  AppRunner runner;
  const std::string line(12000, 'x');
  CHECK(runner.run({"store", "-q"}, line).out == "1\n");
  CHECK(runner.run({"get", "1"}).out == line);
}
