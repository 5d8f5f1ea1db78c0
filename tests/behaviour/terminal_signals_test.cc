// Control-C, Control-Z and their like while a passphrase is asked for: the terminal is as it was.

#include <csignal>

#include "support/catch.h"
#include "support/terminal_world.h"

using namespace mayfly::test;

namespace {

constexpr const char* kControlC = "\x03";
constexpr const char* kControlD = "\x04";
constexpr const char* kControlZ = "\x1a";
constexpr const char* kControlBackslash = "\x1c";

}  // namespace

TEST_CASE_METHOD(TerminalWorld, "control-c at the question ends with 130", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type(std::string("half a passphr") + kControlC);
  CHECK(pty.wait() == 130);
  CHECK(pty.is_as_it_was());
  CHECK(pty.shown() == kQuestion + std::string("\r\nmayfly: error: interrupted\r\n"));
}

TEST_CASE_METHOD(TerminalWorld, "control-d at the question is no passphrase", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type(kControlD);
  CHECK(pty.wait() == 12);
  CHECK(pty.is_as_it_was());
  CHECK(pty.shown() == kQuestion + std::string("\r\nmayfly: error: no passphrase was typed\r\n"));
}

TEST_CASE_METHOD(TerminalWorld, "control-z gives the terminal back, and the question comes again",
                 "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type(std::string("half a passphr") + kControlZ);
  pty.wait_for_stop();
  CHECK(pty.is_as_it_was());
  pty.resume();
  pty.wait_for(kQuestion);
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(TerminalWorld,
                 "what ends the program at the question leaves the terminal in order",
                 "[terminal]") {
  const int signal = GENERATE(SIGTERM, SIGHUP, SIGQUIT);
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  if (signal == SIGQUIT)
    pty.type(kControlBackslash);
  else
    REQUIRE(::kill(pty.pid(), signal) == 0);
  CHECK(pty.wait() == 128 + signal);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(TerminalWorld,
                 "control-c at the second question of a new passphrase makes nothing",
                 "[terminal]") {
  Pty pty(mayfly({"init", "--passphrase", "--user", "anna"}), {environment()});
  pty.wait_for("mayfly: new passphrase: ");
  pty.type("open sesame\n");
  pty.wait_for("mayfly: the same again: ");
  pty.type(kControlC);
  CHECK(pty.wait() == 130);
  CHECK(pty.echoes());
  CHECK(runner.run({"key", "list", "--user", "anna"}).status == 3);
}

TEST_CASE_METHOD(TerminalWorld, "control-c at the question of a passphrase command ends with 130",
                 "[terminal]") {
  const std::string command = "printf 'say it: ' >/dev/tty; read -r p </dev/tty; printf %s \"$p\"";
  Pty pty(mayfly({"get", "--passphrase-command", command}), {environment()});
  pty.wait_for("say it: ");
  pty.type(kControlC);
  CHECK(pty.wait() == 130);
  CHECK(pty.is_as_it_was());
}
