// A passphrase that a person types at a terminal.

#include <fstream>

#include "support/catch.h"
#include "support/terminal_world.h"

using namespace mayfly::test;

namespace {

const std::string kAgain = "mayfly: wrong passphrase, try again: ";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(TerminalWorld, "what is typed for a passphrase is not shown", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("\r\nhello\r\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
  CHECK(pty.shown() == kQuestion + std::string("\r\nhello\r\n"));
}

TEST_CASE_METHOD(TerminalWorld, "two mistakes are forgiven at the terminal", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesam\n");
  pty.wait_for(kAgain);
  CHECK_FALSE(pty.echoes());
  pty.type("\n");
  pty.wait_for(kAgain);
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK_FALSE(holds(pty.shown(), "sesam"));
}

TEST_CASE_METHOD(TerminalWorld, "the third mistake at the terminal ends it", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  for (const char* mistake : {"one\n", "two\n"}) {
    pty.type(mistake);
    pty.wait_for(kAgain);
  }
  pty.type("three\n");
  CHECK(pty.wait() == 12);
  CHECK(holds(pty.shown(), "mayfly: error: wrong passphrase of user 'james'\r\n"));
  CHECK(pty.echoes());
}

TEST_CASE_METHOD(TerminalWorld, "a new passphrase is typed twice, and must be the same",
                 "[terminal]") {
  const bool same = GENERATE(true, false);
  Pty pty(mayfly({"init", "--passphrase", "--user", "anna"}), {environment()});
  pty.wait_for("mayfly: new passphrase: ");
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("\r\nmayfly: the same again: ");
  CHECK_FALSE(pty.echoes());
  pty.type(same ? "open sesame\n" : "open sesam\n");
  CHECK(pty.wait() == (same ? 0 : 12));
  CHECK(holds(pty.shown(), "mayfly: error: the two passphrases differ\r\n") == !same);
  CHECK_FALSE(holds(pty.shown(), "sesam"));
  CHECK(runner.run({"key", "list", "--user", "anna"}).status == (same ? 0 : 3));
}

TEST_CASE_METHOD(TerminalWorld, "a person is asked though every standard stream is elsewhere",
                 "[terminal]") {
  Pty pty(mayfly({"get"}), redirected(""));
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.out() == "hello");
  CHECK(pty.err().empty());
  CHECK(pty.shown() == kQuestion + std::string("\r\n"));
}

TEST_CASE_METHOD(TerminalWorld, "the message comes through a pipe while the passphrase is typed",
                 "[terminal]") {
  Pty pty(mayfly({"store", "-q"}), redirected("from a pipe\n"));
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.out() == "2\n");
  const RunResult got = runner.run({"get", "2", "--passphrase-command", "echo open sesame"});
  CHECK(got.out == "from a pipe\n");
}

TEST_CASE_METHOD(TerminalWorld, "with --no-input nobody is asked at a terminal", "[terminal]") {
  Pty pty(mayfly({"get", "--no-input"}), {environment()});
  CHECK(pty.wait() == 12);
  CHECK(holds(pty.shown(), "mayfly: error: no passphrase of user 'james', and nobody to ask"));
}

TEST_CASE_METHOD(TerminalWorld, "a terminal is no descriptor to read a passphrase from",
                 "[terminal]") {
  Pty pty(mayfly({"get", "--passphrase-fd", "0"}), {environment()});
  CHECK(pty.wait() == 2);
  CHECK(holds(pty.shown(), "standard input is a terminal, which would show the passphrase"));
}

TEST_CASE_METHOD(TerminalWorld, "a passphrase command has the terminal to itself", "[terminal]") {
  const std::string command = "printf 'say it: ' >/dev/tty; read -r p </dev/tty; printf %s \"$p\"";
  Pty pty(mayfly({"get", "--passphrase-command", command}), {environment()});
  pty.wait_for("say it: ");
  pty.type("open sesame\n");
  pty.wait_for("\nhello\r\n");
  CHECK(pty.wait() == 0);
}

TEST_CASE_METHOD(TerminalWorld, "what a passphrase command does to the terminal is undone",
                 "[terminal]") {
  Pty pty(mayfly({"get", "--passphrase-command", "stty -echo </dev/tty; exit 1"}), {environment()});
  CHECK(pty.wait() == 12);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(TerminalWorld, "who types a message gives the passphrase first", "[terminal]") {
  Pty pty(mayfly({"store", "--json"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("mayfly: type the message");
  pty.type("typed\n\x04");
  pty.wait_for("{\"id\":2,");
  CHECK(pty.wait() == 0);
}

TEST_CASE_METHOD(TerminalWorld, "what confirms the loss of a user is asked for, and shown",
                 "[terminal]") {
  const std::string answer = GENERATE("james", "yes");
  Pty pty(mayfly({"init", "--replace-user"}), {environment()});
  pty.wait_for("1 message that lives, and 1 key slot");
  pty.wait_for("mayfly: type the user's name to go on: ");
  CHECK(pty.echoes());
  pty.type(answer + "\n");
  CHECK(pty.wait() == (answer == "james" ? 0 : 2));
  CHECK(holds(pty.shown(), "to go on: " + answer + "\r\nmayfly: "));
  CHECK(pty.is_as_it_was());
}
