// init asks a person at a terminal which kind of key they want, and nobody else.

#include "support/catch.h"
#include "support/passphrase_world.h"
#include "support/pty.h"

using namespace mayfly::test;

namespace {

const std::string kQuestion =
    "mayfly: open messages with a key file (k), or a passphrase (p)? [k] ";

struct InitWorld {
  AppRunner runner;

  InitWorld() {
    runner.variables["MAYFLY_USER"] = "james";
    runner.in_is_terminal = true;
    runner.out_is_terminal = true;
  }
  RunResult init(const std::vector<std::string>& answers, std::vector<std::string> options = {}) {
    options.insert(options.begin(), "init");
    runner.prompt.answers.assign(answers.begin(), answers.end());
    runner.prompt.questions.clear();
    return runner.run(options);
  }
  std::string kind() {
    const std::string slots = runner.run({"key", "list", "--json"}).out;
    return slots.find("passphrase") == std::string::npos ? "key-file" : "passphrase";
  }
};

}  // namespace

TEST_CASE_METHOD(InitWorld, "Enter means a key file, and so does k", "[init]") {
  CHECK(init({GENERATE("", "k", "K")}).status == 0);
  CHECK(runner.prompt.questions == std::vector{kQuestion});
  CHECK(std::filesystem::exists(runner.key_file("james")));
  CHECK(kind() == "key-file");
}

TEST_CASE_METHOD(InitWorld, "p means a passphrase, which is asked for next", "[init]") {
  CHECK(init({"p", "open sesame", "open sesame"}).status == 0);
  CHECK(runner.prompt.questions.size() == 3);
  CHECK_FALSE(std::filesystem::exists(runner.key_file("james")));
  CHECK(kind() == "passphrase");
}

TEST_CASE_METHOD(InitWorld, "an answer that is neither is asked for again, three times", "[init]") {
  CHECK(init({"yes", "what?", "p", "open sesame", "open sesame"}).status == 0);
  runner.variables["MAYFLY_USER"] = "anna";
  CHECK(is_refused(init({"hunter2", "hunter2", "hunter2", "k"}), 2, "that is neither k nor p"));
  CHECK_FALSE(std::filesystem::exists(runner.key_file("anna")));
  CHECK(runner.run({"users"}).out == "james\n");
}

TEST_CASE_METHOD(InitWorld, "nothing is asked if something says it, or nobody is there", "[init]") {
  const std::string key = runner.home / "my.key";
  const std::string one = GENERATE("--no-input", "--key-file", "--passphrase-command", "variable",
                                   "input", "output", "there", "configured");
  CAPTURE(one);
  std::vector<std::string> options;
  if (one == "--no-input") options = {one};
  if (one == "--key-file") options = {one, key};
  if (one == "--passphrase-command") options = {one, "echo open sesame"};
  if (one == "variable") runner.variables["MAYFLY_KEY_FILE"] = key;
  if (one == "input") runner.in_is_terminal = false;
  if (one == "output") runner.out_is_terminal = false;
  if (one == "there") {
    REQUIRE(runner.run({"init", "--no-input", "--vault", runner.home / "other.db"}).status == 0);
  }
  if (one == "configured") runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "echo open sesame";
  CHECK(init({"unasked"}, options).status == 0);
  CHECK(runner.prompt.questions.empty());
}

TEST_CASE_METHOD(InitWorld, "nothing is asked about a user who is there", "[init]") {
  REQUIRE(init({"k"}).status == 0);
  CHECK(is_refused(init({"p"}), 2, "the vault has a user 'james' already"));
  CHECK(runner.prompt.questions.empty());
}

TEST_CASE_METHOD(InitWorld, "the question is asked at a real terminal, where the answer shows",
                 "[init][terminal]") {
  Pty pty({MAYFLY_BINARY, "init"}, {{{"HOME", runner.home.path()}, {"MAYFLY_USER", "james"}}});
  pty.wait_for(kQuestion);
  CHECK(pty.echoes());
  pty.type("p\n");
  pty.wait_for("mayfly: new passphrase: ");
  CHECK_FALSE(pty.echoes());
  pty.type("open sesame\n");
  pty.wait_for("mayfly: the same again: ");
  pty.type("open sesame\n");
  CHECK(pty.wait() == 0);
  CHECK(pty.is_as_it_was());
}

TEST_CASE_METHOD(InitWorld, "Control-C at the question makes nothing", "[init][terminal]") {
  Pty pty({MAYFLY_BINARY, "init"}, {{{"HOME", runner.home.path()}, {"MAYFLY_USER", "james"}}});
  pty.wait_for(kQuestion);
  pty.type("\x03");
  CHECK(pty.wait() == 130);
  CHECK_FALSE(std::filesystem::exists(runner.vault()));
}
