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

/// Each signal that ends a program which does not care for it. Sanitizers care for its faults.
std::vector<int> fatal_signals() {
  std::vector<int> signals{SIGALRM, SIGHUP,    SIGIO,   SIGPIPE,  SIGPROF, SIGPWR,
                           SIGQUIT, SIGSTKFLT, SIGTERM, SIGUSR1,  SIGUSR2, SIGVTALRM,
                           SIGXCPU, SIGSYS,    SIGTRAP, SIGRTMIN, SIGRTMAX};
  const std::vector<int> faults{SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
  if (!MAYFLY_SANITIZED) signals.insert(signals.end(), faults.begin(), faults.end());
  return signals;
}

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
  for (const int signal : fatal_signals()) {
    CAPTURE(signal);
    Pty pty(mayfly({"get"}), {environment()});
    pty.wait_for(kQuestion);
    if (signal == SIGQUIT)
      pty.type(kControlBackslash);
    else
      REQUIRE(::kill(pty.pid(), signal) == 0);
    CHECK(pty.wait() == 128 + signal);
    CHECK(pty.is_as_it_was());
  }
}

TEST_CASE_METHOD(TerminalWorld,
                 "what ends the program between two questions leaves the terminal in order",
                 "[terminal]") {
  std::vector<int> signals = fatal_signals();
  signals.push_back(SIGINT);
  for (const int signal : signals) {
    CAPTURE(signal);
    Pty pty(mayfly({"key", "change-passphrase"}), {environment()});
    pty.wait_for(kQuestion);
    pty.type("open sesame\n");
    pty.wait_for("\r\n");
    CHECK_FALSE(pty.echoes());
    REQUIRE(::kill(pty.pid(), signal) == 0);
    CHECK(pty.wait() == 128 + signal);
    CHECK(pty.is_as_it_was());
  }
}

TEST_CASE_METHOD(TerminalWorld, "a signal that is ignored changes nothing at the question",
                 "[terminal]") {
  Pty pty({"sh", "-c", "trap '' HUP TERM; exec \"$0\" get", MAYFLY_BINARY}, {environment()});
  pty.wait_for(kQuestion);
  for (const int signal : {SIGHUP, SIGTERM, SIGXFSZ, SIGWINCH, SIGCHLD, SIGURG})
    REQUIRE(::kill(pty.pid(), signal) == 0);
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK(pty.shown() == kQuestion + std::string("\r\nhello\r\n"));
}

TEST_CASE_METHOD(TerminalWorld,
                 "control-z between two questions gives the terminal back until it goes on",
                 "[terminal]") {
  Pty pty(mayfly({"key", "change-passphrase"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("\r\n");
  pty.type(kControlZ);
  pty.wait_for_stop();
  CHECK(pty.is_as_it_was());
  pty.resume();
  pty.wait_for("new passphrase: ");
  CHECK_FALSE(pty.echoes());
  pty.type(kControlC);
  CHECK(pty.wait() == 130);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(TerminalWorld, "after a stop that cannot be caught the question is hidden again",
                 "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  REQUIRE(::kill(pty.pid(), SIGSTOP) == 0);
  pty.wait_for_stop();
  pty.put_back();
  pty.resume();
  pty.wait_for(kQuestion);
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(TerminalWorld, "signals that come together at the question are not lost",
                 "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  REQUIRE(::kill(pty.pid(), SIGSTOP) == 0);
  pty.wait_for_stop();
  REQUIRE(::kill(pty.pid(), SIGTERM) == 0);
  pty.resume();
  CHECK(pty.wait() == 128 + SIGTERM);
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
