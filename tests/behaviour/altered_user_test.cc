// A user whose name somebody has altered in the vault: not taken for one who was never there.

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct AlteredUser : AppRunner {
  AlteredUser() {
    run({"store", "-q", "--user", "james", "a secret"});
    RawDatabase(vault()).run("UPDATE users SET name = 'jameS'");
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(AlteredUser, "no command takes an altered user for one who is not there",
                 "[altered]") {
  const auto command = GENERATE(
      as<std::vector<std::string>>(), std::vector<std::string>{"get"},
      std::vector<std::string>{"get", "1"}, std::vector<std::string>{"list"},
      std::vector<std::string>{"list", "--json"}, std::vector<std::string>{"store", "-q", "more"},
      std::vector<std::string>{"rm", "1"}, std::vector<std::string>{"verify"},
      std::vector<std::string>{"key", "list"}, std::vector<std::string>{"key", "rotate"},
      std::vector<std::string>{"debug-iv", "--id", "1"});
  std::vector<std::string> words = command;
  words.insert(words.end(), {"--user", "james"});
  const RunResult result = run(words);
  CAPTURE(command.front(), result.err);
  CHECK(result.status == 13);
  CHECK(result.out.empty());
  CHECK(holds(result.err, "user 'james' was renamed 'jameS' by somebody without the key"));
  CHECK(RawDatabase(vault()).look("SELECT count(*) FROM users") == "1");
}

TEST_CASE_METHOD(AlteredUser, "a NUL in an altered name does not cut the error off", "[altered]") {
  RawDatabase(vault()).run("UPDATE users SET name = CAST(x'616e0061' AS TEXT)");
  const bool json = GENERATE(false, true);
  std::vector<std::string> words{"get", "1", "--user", "james"};
  if (json) words.emplace_back("--json");
  const RunResult result = run(words);
  CHECK(result.status == 13);
  CHECK(holds(result.err, json ? "'an\\\\x00a' by somebody" : "'an\\x00a' by somebody"));
}

TEST_CASE_METHOD(AlteredUser, "who was renamed is not made anew", "[altered]") {
  const RunResult made = run({"init", "--user", "james"});
  CHECK(made.status == 13);
  CHECK(RawDatabase(vault()).look("SELECT count(*) FROM users") == "1");
}

TEST_CASE_METHOD(AppRunner, "users whose names were exchanged are told so", "[altered]") {
  run({"store", "-q", "--user", "james", "his"});
  run({"init", "-q", "--user", "anna"});
  run({"store", "-q", "--user", "anna", "hers"});
  RawDatabase(vault()).run(
      "UPDATE users SET name = 'x' WHERE id = 1; UPDATE users SET name = 'james' WHERE id = 2;"
      "UPDATE users SET name = 'anna' WHERE id = 1");
  for (const std::string user : {"james", "anna"}) {
    for (const std::string command : {"list", "get", "verify", "purge"}) {
      CAPTURE(user, command);
      CHECK(run({command, "--user", user}).status == (command == "purge" ? 0 : 13));
    }
    CHECK(run({"store", "-q", "--user", user, "more"}).status == 13);
  }
}

TEST_CASE_METHOD(AlteredUser, "under the altered name the key opens nothing", "[altered]") {
  const std::string key = home / ".config/mayfly/keys/james.key";
  const RunResult result = run({"get", "--user", "jameS", "--key-file", key});
  CHECK(result.status == 13);
  CHECK(holds(result.err, "failed authentication"));
}

TEST_CASE_METHOD(AppRunner, "the same for a user with a passphrase", "[altered]") {
  const std::vector<std::string> with{"--user", "anna", "--passphrase-command", "echo word"};
  const auto command = [&](std::vector<std::string> words) {
    words.insert(words.end(), with.begin(), with.end());
    return run(words);
  };
  REQUIRE(command({"store", "-q", "x"}).status == 0);
  RawDatabase(vault()).run("UPDATE users SET name = 'annA'");
  CHECK(command({"get"}).status == 13);
  const RunResult stored = command({"store", "-q", "y"});
  CHECK(stored.status == 13);
  CHECK(holds(stored.err, "renamed"));
  RawDatabase(vault()).run("UPDATE users SET name = 'anna'");
  CHECK(command({"get"}).out == "x");
  // Two users may well have one passphrase: that is no accident, and tells nothing.
  const RunResult other =
      run({"store", "-q", "y", "--user", "carl", "--passphrase-command", "echo word"});
  CHECK(other.status == 3);
  CHECK_FALSE(holds(other.err, "of user 'anna'"));
}
