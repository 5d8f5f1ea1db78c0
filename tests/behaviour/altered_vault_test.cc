// What other programs do to a vault, and one bad row beside good ones.

#include "support/all_files.h"
#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"

using namespace mayfly::test;

namespace {

struct AlteredVault : AppRunner {
  AlteredVault() {
    run({"store", "-q", "--user", "james", "first"});
    run({"store", "-q", "--user", "james", "second"});
  }
  void alter(const std::string& sql) { RawDatabase(vault()).run(sql); }
  void remove_window_keys() {
    for (const auto& file : std::filesystem::directory_iterator(home / ".local/state/mayfly"))
      if (file.path().extension() == ".windows") std::filesystem::remove(file);
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(AlteredVault, "ANALYZE does no harm", "[altered]") {
  alter("ANALYZE");
  CHECK(run({"get", "1", "--user", "james"}).out == "first");
  CHECK(run({"store", "-q", "--user", "james", "third"}).out == "3\n");
  CHECK(run({"verify", "--user", "james"}).status == 0);
}

TEST_CASE_METHOD(AlteredVault, "a format that no vault has is not told to be newer", "[altered]") {
  alter("PRAGMA user_version = 0");
  const RunResult result = run({"list", "--user", "james"});
  CHECK(result.status == 14);
  CHECK(holds(result.err, "the vault's format is 0, which does not exist"));
  CHECK_FALSE(holds(result.err, "update"));
}

TEST_CASE_METHOD(AlteredVault, "verify leaves a vault in another journal mode as it is",
                 "[altered]") {
  alter("PRAGMA journal_mode = WAL");
  const auto before = all_files(home.path());
  const RunResult looked = run({"verify", "--user", "james"});
  CHECK(looked.status == 14);
  CHECK(holds(looked.err, "another program has set the vault's journal to wal"));
  CHECK((all_files(home.path()) == before));
  CHECK(run({"purge"}).status == 0);  // as the hint says
  CHECK(run({"verify", "--user", "james"}).status == 0);
  CHECK(run({"get", "2", "--user", "james"}).out == "second");
}

TEST_CASE_METHOD(AlteredVault, "one row with an absurd generation ends no storing", "[altered]") {
  const auto absurd = GENERATE(as<std::string>(), "1099511627776", "2251799813685247",
                               "4503599627370495", "9223372036854775807");
  alter("UPDATE messages SET generation = " + absurd + " WHERE id = 1");
  CHECK(run({"store", "-q", "--user", "james", "third"}).out == "3\n");
  CHECK(run({"init", "-q", "--user", "anna"}).status == 0);
  CHECK(run({"store", "-q", "--user", "anna", "--ttl", "1h", "hers"}).out == "4\n");
  CHECK(run({"store", "-q", "--user", "james", "--ttl", "9h", "fifth"}).out == "5\n");
  CHECK(run({"get", "3", "--user", "james"}).out == "third");
  CHECK(run({"get", "5", "--user", "james"}).out == "fifth");
}

TEST_CASE_METHOD(AlteredVault, "nor does it where window keys are made for lost ones",
                 "[altered]") {
  alter("UPDATE messages SET generation = 2251799813685247 WHERE id = 1");
  clock.advance(std::chrono::hours{1});
  remove_window_keys();
  for (const char* id : {"3\n", "4\n"})
    CHECK(run({"store", "-q", "--user", "james", "--burn", "later"}).out == id);
}

TEST_CASE_METHOD(AlteredVault, "one row with an absurd id ends no storing", "[altered]") {
  const auto [absurd, next] =
      GENERATE(table<std::string, std::string>({{"9223372036854775807", "3\n"},
                                                {"4503599627370496", "3\n"},
                                                {"1099511627776", "3\n"},
                                                {"1099511627775", "1099511627776\n"},
                                                {"-1", "3\n"}}));
  alter("UPDATE messages SET id = " + absurd + " WHERE id = 1");
  CHECK(run({"verify"}).status == 13);
  CHECK(run({"store", "-q", "--user", "james", "third"}).out == next);
  CHECK(run({"init", "-q", "--user", "anna"}).status == 0);
  CHECK(run({"store", "-q", "--user", "anna", "hers"}).status == 0);
  CHECK(run({"get", "2", "--user", "james"}).out == "second");
}

TEST_CASE_METHOD(AlteredVault, "a counter of ids that was altered ends no storing, and is told",
                 "[altered]") {
  const auto [sql, next] = GENERATE(table<std::string, std::string>(
      {{"DELETE FROM sqlite_sequence", "3\n"},
       {"UPDATE sqlite_sequence SET seq = 0", "3\n"},
       {"UPDATE sqlite_sequence SET seq = -9", "3\n"},
       {"UPDATE sqlite_sequence SET seq = 'x'", "3\n"},
       {"UPDATE sqlite_sequence SET seq = NULL", "3\n"},
       {"UPDATE sqlite_sequence SET seq = 2251799813685246", "3\n"},
       {"UPDATE sqlite_sequence SET seq = 4503599627370495", "3\n"},
       {"UPDATE sqlite_sequence SET seq = 9223372036854775807", "3\n"}}));
  CAPTURE(sql);
  alter(sql);
  CHECK(holds(run({"verify"}).out,
              "damaged_database: the vault is damaged: the counter of ids was altered"));
  CHECK(run({"store", "-q", "--user", "james", "third"}).out == next);
  CHECK(run({"store", "-q", "--user", "james", "fourth"}).out == "4\n");
  CHECK(run({"get", "4", "--user", "james"}).out == "fourth");
}

TEST_CASE_METHOD(AlteredVault, "the window keys know ids that the database has forgotten",
                 "[altered]") {
  run({"rm", "2", "--user", "james"});
  alter("DELETE FROM sqlite_sequence");
  CHECK(run({"store", "-q", "--user", "james", "third"}).out == "3\n");
}

TEST_CASE_METHOD(AlteredVault, "a counter at the end of what counts has room above it",
                 "[altered]") {
  alter("UPDATE sqlite_sequence SET seq = 1125899906842623");
  CHECK(run({"store", "-q", "--user", "james", "x"}).out == "1125899906842624\n");
  CHECK(run({"store", "-q", "--user", "james", "y"}).out == "1125899906842625\n");
  CHECK(run({"get", "1125899906842625", "--user", "james"}).out == "y");
}

TEST_CASE_METHOD(AlteredVault, "one row with absurd times hides no other from a list",
                 "[altered]") {
  alter("UPDATE messages SET expires_at = 9223372036854775807 WHERE id = 1");
  const RunResult listed = run({"list", "--user", "james"});
  CHECK(listed.status == 13);
  CHECK(holds(listed.out, "damaged"));
  CHECK(holds(listed.out, "     2  20"));
  CHECK(holds(listed.err, "message 1 was altered or damaged: its times are impossible"));
  CHECK(holds(run({"list", "--user", "james", "--json"}).out,
              "\"id\":1,\"user\":\"james\",\"damaged\":true"));
}

TEST_CASE_METHOD(AlteredVault, "verify tells what can be seen without a key", "[altered]") {
  SECTION("a name that no user has") {
    alter("UPDATE users SET name = '" + std::string(129, 'x') + "'");
    CHECK(holds(run({"verify"}).out, "damaged_database: the vault is damaged: user 1 has an"));
  }
  SECTION("a life of no whole seconds") {
    alter("UPDATE messages SET expires_at = expires_at + 1 WHERE id = 2");
    CHECK(holds(run({"verify"}).out,
                "damaged_message: message 2 does not live for a whole number of seconds"));
  }
}

TEST_CASE_METHOD(AlteredVault, "rm --all tells what it has left to a later program", "[altered]") {
  run({"store", "-q", "--user", "james", "third"});
  alter("UPDATE messages SET flags = 4096 WHERE id = 1");
  const RunResult removed = run({"rm", "--all", "--user", "james", "--json"});
  CHECK(removed.status == 14);
  CHECK(removed.out.empty());
  CHECK(holds(removed.err, "message 1 is of a newer mayfly, and stayed; removed: 2"));
  CHECK(RawDatabase(vault()).look("SELECT group_concat(id) FROM messages") == "1");
}

TEST_CASE_METHOD(AlteredVault, "a user whose only slot is of a later program is not given up",
                 "[altered]") {
  alter("UPDATE key_slots SET kind = 7");
  const bool key_there = GENERATE(true, false);
  if (!key_there) std::filesystem::remove(key_file("james"));
  const std::vector<std::vector<std::string>> commands{
      {"get", "1"},    {"store", "x"},         {"rm", "1"},
      {"rm", "--all"}, {"key", "remove", "1"}, {"unlock"}};
  for (std::vector<std::string> command : commands) {
    CAPTURE(command);
    command.insert(command.end(), {"--user", "james"});
    const RunResult refused = run(command);
    CHECK(refused.status == 14);
    CHECK(holds(refused.err, "update mayfly"));
    CHECK_FALSE(holds(refused.err, "lost"));
  }
}

TEST_CASE_METHOD(AlteredVault, "rm in an older copy takes no key that the original needs",
                 "[copies]") {
  const std::string copy = home / "copy.db";
  std::filesystem::copy_file(vault(), copy);
  run({"store", "-q", "--user", "james", "third"});  // shares the window of the first two
  const bool all = GENERATE(false, true);
  const RunResult removed = all ? run({"rm", "--all", "--user", "james", "--vault", copy})
                                : run({"rm", "1", "2", "--user", "james", "--vault", copy});
  CHECK(removed.status == 14);
  CHECK(holds(removed.err, "is a copy of the vault"));
  for (const std::string id : {"1", "2", "3"}) {
    CAPTURE(id);
    CHECK(run({"get", id, "--user", "james"}).status == 0);
  }
}

TEST_CASE_METHOD(AlteredVault, "with window keys, rows and counter gone, no id is given twice",
                 "[altered]") {
  alter("DELETE FROM messages; DELETE FROM sqlite_sequence");
  remove_window_keys();
  const RunResult stored = run({"store", "-q", "--user", "james", "new"});
  REQUIRE(stored.status == 0);
  CHECK(std::stoll(stored.out) > 1'000'000);
  CHECK(run({"get", "--user", "james"}).out == "new");
}
