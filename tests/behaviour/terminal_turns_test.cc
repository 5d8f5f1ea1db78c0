// Several questions at one terminal, of one program and of two: nothing is shown, and in the end
// the terminal is as it was.

#include <csignal>

#include "support/catch.h"
#include "support/skip.h"
#include "support/terminal_world.h"

using namespace mayfly::test;

namespace {

constexpr const char* kNewQuestion = "mayfly: new passphrase: ";

struct Turns : TerminalWorld {
  /// What `sh` runs; "$0" is the program.
  Pty sh(const std::string& script) const {
    return Pty({"sh", "-c", script, MAYFLY_BINARY}, {environment()});
  }
  static bool shows(Pty& pty, const std::string& text) {
    return pty.shown().find(text) != std::string::npos;
  }
  RunResult get(const std::string& id, const std::string& passphrase = "open sesame") {
    return runner.run({"get", id, "--passphrase-command", "echo " + passphrase});
  }
};

}  // namespace

TEST_CASE_METHOD(Turns, "nothing is shown between two questions", "[terminal]") {
  Pty pty(mayfly({"key", "change-passphrase"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("\r\n");
  while (!shows(pty, kNewQuestion)) REQUIRE_FALSE(pty.echoes());
  pty.wait_for(kNewQuestion);
  pty.type("new words\n");
  pty.wait_for("the same again: ");
  pty.type("new words\n");
  for (bool echoes = pty.echoes(); !shows(pty, "changed the passphrase"); echoes = pty.echoes())
    REQUIRE_FALSE(echoes);  // until the last one is sealed
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
  CHECK_FALSE(shows(pty, "words"));
}

TEST_CASE_METHOD(Turns, "nothing is shown between two tries", "[terminal]") {
  Pty pty(mayfly({"get"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesam\n");
  pty.wait_for("\r\n");
  while (!shows(pty, "try again: ")) REQUIRE_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
}

TEST_CASE_METHOD(Turns, "the answers to all questions may be typed at the first", "[terminal]") {
  Pty pty(mayfly({"key", "change-passphrase"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\nnew words\nnew words\n");
  CHECK(pty.wait() == 0);
  CHECK_FALSE(shows(pty, "words"));
  CHECK(get("1", "new words").out == "hello");
}

TEST_CASE_METHOD(Turns, "what was typed and shown before the question is no passphrase",
                 "[terminal]") {
  Pty pty = sh(R"(read go; exec "$0" get)");
  pty.type("go\nopen sesam\n");
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK_FALSE(shows(pty, "wrong passphrase"));
}

TEST_CASE_METHOD(Turns, "what was typed unseen after a passphrase is not a message", "[terminal]") {
  Pty pty(mayfly({"store"}), {environment()});
  pty.wait_for(kQuestion);
  pty.type("open sesame\nnot to be seen\n");
  pty.wait_for("mayfly: type the message");
  pty.type("typed\n\x04");
  CHECK(pty.wait() == 0);
  CHECK(get("2").out == "typed\n");
}

TEST_CASE_METHOD(Turns, "what was typed unseen after a passphrase is not a command", "[terminal]") {
  Pty pty = sh(R"("$0" get; read rest; echo "rest: $rest")");
  pty.wait_for(kQuestion);
  pty.type("open sesame\nnot to be seen\n");
  pty.wait_for("hello");
  pty.type("go\n");
  pty.wait_for("rest: go\r\n");
  CHECK(pty.wait() == 0);
}

TEST_CASE_METHOD(Turns, "a message may be typed before it is asked for", "[terminal]") {
  Pty pty = sh(R"(read go; exec "$0" store -q --passphrase-command 'echo open sesame')");
  pty.type("go\ntyped ahead\n\x04");
  CHECK(pty.wait() == 0);
  CHECK(get("2").out == "typed ahead\n");
}

TEST_CASE_METHOD(Turns, "two programs at one terminal ask one after the other", "[terminal]") {
  const std::string script = GENERATE(R"("$0" get & "$0" get; wait)", R"("$0" get | "$0" get)");
  CAPTURE(script);
  Pty pty = sh(script);
  for (int question = 1; question <= 2; ++question) {
    pty.wait_for(kQuestion);
    CHECK_FALSE(pty.echoes());
    pty.type("open sesame\n");
  }
  CHECK(pty.wait() == 0);
  CHECK(shows(pty, "hello"));
  CHECK_FALSE(shows(pty, "sesame"));
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(Turns, "a program that was stopped at its question keeps nobody waiting",
                 "[terminal]") {
  Pty pty = sh(R"("$0" get & "$0" get; wait)");
  pty.wait_for(kQuestion);
  const pid_t first = pty.asker();
  REQUIRE(first > 0);
  REQUIRE(::kill(first, SIGSTOP) == 0);
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for("hello");
  REQUIRE(::kill(first, SIGCONT) == 0);
  pty.wait_for(kQuestion);
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("hello");
  CHECK(pty.wait() == 0);
  CHECK_FALSE(shows(pty, "sesame"));
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(Turns, "a passphrase command beside a question leaves the terminal in order",
                 "[terminal]") {
  Pty pty = sh(R"("$0" get & "$0" get --passphrase-command 'echo open sesame'; wait)");
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(Turns, "a new passphrase may come from a program that asks for its own",
                 "[terminal]") {
  Pty pty = sh(R"("$0" key change-passphrase --new-passphrase-command "'$0' get")");
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  pty.wait_for(kQuestion);
  pty.type("open sesame\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
  CHECK(get("1", "hello").out == "hello");
}

TEST_CASE_METHOD(Turns, "a person is asked at a terminal that is not the controlling one",
                 "[terminal]") {
  if (!has_program("setsid")) {
    skip("setsid is not installed");
    return;
  }
  Pty pty = sh(R"(exec setsid --wait "$0" store)");
  pty.wait_for(kQuestion);
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("mayfly: type the message");
  pty.type("typed\n\x04");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
  CHECK_FALSE(shows(pty, "sesame"));
  CHECK(get("2").out == "typed\n");
}

TEST_CASE_METHOD(Turns, "nobody is asked where neither the process nor a stream has a terminal",
                 "[terminal]") {
  if (!has_program("setsid")) {
    skip("setsid is not installed");
    return;
  }
  const std::string streams = GENERATE("</dev/null", "2>/dev/null");
  Pty pty = sh(R"(exec setsid --wait "$0" get )" + streams);
  CHECK(pty.wait() == 12);
  CHECK_FALSE(shows(pty, kQuestion));
}
