// The names of users as somebody may have written them into the vault.

#include <fcntl.h>
#include <unistd.h>

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"

using namespace mayfly::test;

namespace {

struct UsersWorld {
  AppRunner runner;

  UsersWorld() {
    for (const std::string user : {"james", "anna"})
      REQUIRE(runner.run({"init", "-q", "--no-input", "--user", user}).status == 0);
  }
  void rename(const std::string& user, const std::string& sql_name) const {
    RawDatabase(runner.vault())
        .run("UPDATE users SET name = " + sql_name + " WHERE name = '" + user + "'");
  }
};

}  // namespace

TEST_CASE_METHOD(UsersWorld, "a name that was altered forges no line and drives no terminal",
                 "[users]") {
  rename("james", "'x' || char(10) || 'root' || char(27) || '[31m' || char(8238)");
  CHECK(runner.run({"users"}).out == "anna\nx\\x0aroot\\x1b[31m\\u202e\n");
  const RunResult json = runner.run({"users", "--json"});
  CHECK(json.out == R"({"users":[{"user":"anna"},{"user":"x\nroot\u001b[31m\u202e"}]})"
                    "\n");
}

TEST_CASE_METHOD(UsersWorld, "a name that is not UTF-8 is shown by its bytes", "[users]") {
  rename("james", "CAST(x'6aff' AS TEXT)");
  CHECK(runner.run({"users"}).out == "anna\nj\\xff\n");
  CHECK(runner.run({"users", "--json"}).out ==
        "{\"users\":[{\"user\":\"anna\"},{\"user_base64\":\"av8=\"}]}\n");
}

TEST_CASE_METHOD(UsersWorld, "a list of users that cannot be written is an error", "[users]") {
  runner.out_override = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  CHECK(runner.run({"users"}).status == 16);
  ::close(runner.out_override);
}

TEST_CASE("a person is told of a vault without users, and a script reads nothing", "[users]") {
  AppRunner runner;
  REQUIRE(runner.run({"init", "-q", "--no-input", "--user", "james"}).status == 0);
  RawDatabase(runner.vault()).run("DELETE FROM key_slots; DELETE FROM users");
  CHECK(runner.run({"users"}).out.empty());
  runner.out_is_terminal = true;
  const RunResult told = runner.run({"users"});
  CHECK(told.status == 0);
  CHECK(told.err == "mayfly: the vault has no users yet\n");
}
