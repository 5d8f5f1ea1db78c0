// Where a passphrase may come from: descriptors, files and commands, and which of them comes first.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/passphrase_world.h"

using namespace mayfly::test;

TEST_CASE_METHOD(PassphraseWorld, "a passphrase is read from a pipe to its end",
                 "[passphrase-source]") {
  add_james();
  Pipe pipe;
  const auto as_descriptor_9 = [&] { ::dup2(pipe.ends[0], 9); };
  Process process({MAYFLY_BINARY, "get", "--passphrase-fd", "9"},
                  {"", environment(), as_descriptor_9});
  REQUIRE(::write(pipe.ends[1], "open ", 5) == 5);
  REQUIRE(::write(pipe.ends[1], "sesame\n", 7) == 7);
  pipe.close_writer();
  const RunResult result = process.wait();
  CHECK(result.err.empty());
  CHECK(result.out == "hello");
}

TEST_CASE_METHOD(PassphraseWorld, "the message comes from standard input, the passphrase beside it",
                 "[passphrase-source]") {
  add_james();
  const auto from_file = [&] {
    const int fd = ::open((runner.home / "passphrase").c_str(), O_RDONLY);
    ::dup2(fd, 3);
  };
  write_secret(runner.home / "passphrase", "open sesame\n");
  const RunResult result = run_process({MAYFLY_BINARY, "store", "-q", "--passphrase-fd", "3"},
                                       {"from a pipe", environment(), from_file});
  CHECK(result.err.empty());
  CHECK(result.out == "2\n");
  CHECK(runner.run({"get", "2", "--passphrase-command", "echo open sesame"}).out == "from a pipe");
}

TEST_CASE_METHOD(PassphraseWorld, "a descriptor that is closed or is a folder gives no passphrase",
                 "[passphrase-source]") {
  add_james();
  const auto get = [&](const std::function<void()>& in_child) {
    return run_process({MAYFLY_BINARY, "get", "--passphrase-fd", "9"},
                       {"", environment(), in_child});
  };
  CHECK(is_refused(get([] { ::close(9); }), 12, "from descriptor 9: Bad file descriptor"));
  CHECK(is_refused(get([] { ::dup2(::open("/", O_RDONLY | O_DIRECTORY), 9); }), 12,
                   "from descriptor 9: "));
}

TEST_CASE_METHOD(PassphraseWorld, "a passphrase is 1 to 1024 bytes, from any source",
                 "[passphrase-source]") {
  const std::string longest(1024, 'p');
  CHECK(runner.run({"init", "-q", "--passphrase-fd", "0"}, longest + "\n").status == 0);
  const auto file = (runner.home / "passphrase").string();
  const auto get_from_each = [&](const std::string& passphrase) {
    write_secret(file, passphrase);
    std::vector<RunResult> results;
    results.push_back(runner.run({"get", "--passphrase-fd", "0"}, passphrase));
    results.push_back(runner.run({"get", "--passphrase-file", file}));
    results.push_back(runner.run({"get", "--passphrase-command", "cat " + file}));
    return results;
  };
  for (const RunResult& result : get_from_each(longest)) CHECK(result.status == 0);
  for (const RunResult& result : get_from_each("\xef\xbb\xbf" + longest + "\n"))
    CHECK(result.status == 0);
  for (const char* end : {"p", "p\n", "\n\n", "pp\n", "pppppp"}) {
    for (const RunResult& result : get_from_each(longest + end))
      CHECK(is_refused(result, 2, "the passphrase is longer than 1024 bytes"));
  }
  for (const std::string& empty : {std::string(), std::string("\n")})
    CHECK(is_refused(get_from_each(empty).front(), 2, "the passphrase is empty"));
  const std::string nul("open\0sesame", 11);
  for (const RunResult& result : get_from_each(nul))
    CHECK(is_refused(result, 2, "the passphrase holds a NUL byte"));
  runner.prompt.answers = {longest + "p"};
  CHECK(is_refused(runner.run({"get"}), 2, "the passphrase is longer than 1024 bytes"));
}

TEST_CASE_METHOD(PassphraseWorld, "one descriptor is not the source of two passphrases",
                 "[passphrase-source]") {
  add_james();
  const auto change = [&](const std::vector<std::string>& sources) {
    std::vector<std::string> arguments{"key", "change-passphrase"};
    arguments.insert(arguments.end(), sources.begin(), sources.end());
    return runner.run(arguments, "open sesame\n");
  };
  const std::string refusal = "one source for the old and the new passphrase";
  CHECK(is_refused(change({"--passphrase-fd", "0", "--new-passphrase-fd", "0"}), 2, refusal));
  CHECK(is_refused(change({"--passphrase-file", "-", "--new-passphrase-fd", "0"}), 2, refusal));
  CHECK(is_refused(change({"--passphrase-fd", "0", "--new-passphrase-file", "-"}), 2, refusal));
  CHECK(runner.run({"get", "--passphrase-command", "echo open sesame"}).out == "hello");
}

TEST_CASE_METHOD(PassphraseWorld,
                 "what is named comes before what is around, and that before a "
                 "person",
                 "[passphrase-source]") {
  add_james();
  REQUIRE(runner
              .run({"key", "add-key-file", runner.key_file("james"), "-q", "--passphrase-command",
                    "echo open sesame"})
              .status == 0);
  REQUIRE(runner.run({"unlock", "--passphrase-command", "echo open sesame"}).status == 0);
  std::filesystem::create_directory(runner.home / "credentials");
  write_secret(runner.home / "credentials/mayfly.passphrase", "");
  runner.variables["MAYFLY_KEY_FILE"] = runner.home / "none";
  runner.variables["MAYFLY_PASSPHRASE_COMMAND"] = "false";
  runner.variables["CREDENTIALS_DIRECTORY"] = runner.home / "credentials";
  runner.prompt.answers = {"open sesame"};
  CHECK(runner.run({"get", "--passphrase-command", "echo open sesame"}).out == "hello");
  CHECK(runner.run({"get", "--key-file", runner.key_file("james")}).out == "hello");
  CHECK(is_refused(runner.run({"get"}), 12, "no key file at "));
  runner.variables.erase("MAYFLY_KEY_FILE");
  CHECK(is_refused(runner.run({"get"}), 12, "the passphrase command failed"));
  runner.variables.erase("MAYFLY_PASSPHRASE_COMMAND");
  CHECK(is_refused(runner.run({"get"}), 2, "the passphrase is empty"));
  runner.variables.erase("CREDENTIALS_DIRECTORY");
  auto unlocked = std::exchange(runner.keyring.secrets, {});
  CHECK(runner.run({"get"}).out == "hello");  // by the key file at its usual place
  std::filesystem::remove(runner.key_file("james"));
  std::swap(runner.keyring.secrets, unlocked);
  CHECK(runner.run({"get"}).out == "hello");  // by what was unlocked
  CHECK(runner.prompt.questions.empty());
  runner.keyring.secrets.clear();
  CHECK(runner.run({"get"}).out == "hello");
  CHECK(runner.prompt.questions.size() == 1);
}

TEST_CASE_METHOD(PassphraseWorld, "no passphrase is taken from an argument or a variable",
                 "[passphrase-source]") {
  add_james();
  runner.variables["MAYFLY_PASSPHRASE"] = "open sesame";
  auto variables = environment();
  variables["MAYFLY_PASSPHRASE"] = "open sesame";
  CHECK(is_refused(runner.run({"get"}), 12, "no passphrase of user 'james'"));
  CHECK(is_refused(runner.run({"get", "--passphrase", "open sesame"}), 2, "unknown option"));
  CHECK(is_refused(runner.run({"get", "--passphrase=open sesame"}), 2, "unknown option"));
  const RunResult result =
      run_process({MAYFLY_BINARY, "get"}, {"open sesame\n", variables, [] { ::setsid(); }});
  CHECK(is_refused(result, 12, "no passphrase of user 'james', and nobody to ask for it"));
}

TEST_CASE_METHOD(PassphraseWorld, "a passphrase that others can read is taken, with a warning",
                 "[passphrase-source]") {
  add_james();
  const auto file = (runner.home / "passphrase").string();
  write_secret(file, "open sesame\n");
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  const RunResult got = runner.run({"get", "--passphrase-file", file});
  CHECK(got.out == "hello");
  CHECK(got.err == "mayfly: warning: others can read the passphrase in " + file + "\n");
}
