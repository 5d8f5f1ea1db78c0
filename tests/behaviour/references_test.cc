// Messages that are called by name: found, replaced, removed.

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

SecureBytes name(std::string_view text) {
  return secure_copy(as_bytes(text));
}

Draft named(std::string_view text, std::string_view its_name, std::chrono::seconds ttl = 10min) {
  Draft result = draft(text, ttl);
  result.name = name(its_name);
  return result;
}

Draft replacing(std::string_view text, std::string_view its_name,
                std::chrono::seconds ttl = 10min) {
  Draft result = named(text, its_name, ttl);
  result.replace = true;
  return result;
}

}  // namespace

TEST_CASE_METHOD(VaultFixture,
                 "of a name the youngest live message is found, however many there are",
                 "[references]") {
  auto james = user("james");
  std::vector<Draft> drafts;
  // Of one size, of several windows, some to burn: more than one page from either end.
  for (int i = 0; i < 300; ++i)
    drafts.push_back(named("text", "name-" + std::to_string(100 + i % 200), 1h + (i % 7) * 1h));
  drafts[7].burn = drafts[207].burn = true;
  const auto receipts = james.store_all(std::move(drafts));
  CHECK(james.find_youngest(as_bytes("name-107")) == receipts[207].id);
  CHECK(james.find_youngest(as_bytes("name-299")) == receipts[199].id);
  CHECK(james.find_youngest(as_bytes("name-100")) == receipts[200].id);
  CHECK(james.find_youngest(as_bytes("name-1000")) == std::nullopt);
  CHECK(james.find_youngest(as_bytes("name-10")) == std::nullopt);
  CHECK(james.find(as_bytes("name-107")) == std::vector{receipts[7].id, receipts[207].id});
  CHECK(james.find_if([](ByteView n) { return as_text(n).ends_with("07"); }).size() == 3);
  CHECK(user("anna").find_youngest(as_bytes("name-107")) == std::nullopt);
  clock.advance(3h);  // which ends the first window of both
  CHECK(user("james").find_youngest(as_bytes("name-100")) == receipts[200].id);
}

TEST_CASE_METHOD(VaultFixture, "a name that was altered is not the one that is looked for",
                 "[references]") {
  auto james = user("james");
  james.store(named("old", "door"));
  james.store(named("new", "door"));
  RawDatabase raw(database());
  SECTION("by bytes of its tag") {
    raw.run(
        "UPDATE messages SET name = CAST(substr(name, 1, length(name) - 8) || "
        "x'0000000000000000' AS BLOB) WHERE id = 2");
  }
  SECTION("by the name of another row") {
    raw.run("UPDATE messages SET name = (SELECT name FROM messages WHERE id = 1) WHERE id = 2");
  }
  SECTION("by what it is bound to") {
    raw.run("UPDATE messages SET created_at = created_at + 1 WHERE id = 2");
  }
  SECTION("by its size") {
    raw.run("UPDATE messages SET name = x'00' WHERE id = 2");
  }
  CHECK(james.find_youngest(as_bytes("door")) == 1);
  CHECK(james.find(as_bytes("door")) == std::vector<MessageId>{1});
}

TEST_CASE_METHOD(VaultFixture,
                 "a message that replaces others stands alone, and their keys are gone",
                 "[references]") {
  auto james = user("james");
  james.store(named("a", "door", 1h));
  Draft to_burn = named("b", "door", 2h);
  to_burn.burn = true;
  james.store(std::move(to_burn));
  james.store(named("c", "other", 3h));
  std::filesystem::copy(database(), folder / "copy.db");
  const Receipt receipt = james.store(replacing("d", "door", 4h));
  CHECK(receipt.id == 4);
  CHECK(receipt.replaced == 2);
  CHECK(james.list().size() == 2);
  // The rows are put back as they were: nobody can read them.
  RawDatabase raw(database());
  raw.run("ATTACH '" + (folder / "copy.db").string() + "' AS copy");
  raw.run("INSERT INTO messages SELECT * FROM copy.messages WHERE id < 3");
  CHECK_FALSE(james.get(1));
  CHECK_FALSE(james.get(2));
  CHECK(as_text(james.get(3)->text) == "c");
  CHECK(as_text(james.get(4)->text) == "d");
}

TEST_CASE_METHOD(VaultFixture, "a message that replaces one of its own window leaves the key",
                 "[references]") {
  auto james = user("james");
  james.store(named("a", "door"));
  CHECK(james.store(replacing("b", "door")).replaced == 1);
  CHECK(as_text(james.get(2)->text) == "b");
  CHECK_FALSE(james.get(1));
}

TEST_CASE_METHOD(VaultFixture, "of several drafts that replace, none replaces another of them",
                 "[references]") {
  auto james = user("james");
  james.store(named("a", "door"));
  std::vector<Draft> drafts;
  drafts.push_back(replacing("b", "door"));
  drafts.push_back(replacing("c", "door"));
  const auto receipts = james.store_all(std::move(drafts));
  CHECK(receipts[0].replaced == 1);
  CHECK(receipts[1].replaced == 0);
  CHECK(james.list().size() == 2);
}

TEST_CASE_METHOD(VaultFixture, "what cannot be stored replaces nothing", "[references]") {
  auto james = user("james");
  james.store(named("a", "door", 1h));
  SECTION("since another program made one of them") {
    RawDatabase(database()).run("UPDATE messages SET flags = flags | 64");
    // Its name does not open with these flags, so it is not one of them.
    CHECK(james.store(replacing("b", "door")).replaced == 0);
  }
  SECTION("since it has no name") {
    Draft nameless = draft("b");
    nameless.replace = true;
    CHECK_THROWS_AS(james.store(std::move(nameless)), Error);
    CHECK(as_text(james.get(1)->text) == "a");
  }
}

TEST_CASE_METHOD(AppRunner, "rm --all asks where somebody types, and only there", "[references]") {
  for (const std::string text : {"a", "b"}) REQUIRE(run({"store", "-q", text}).status == 0);
  in_is_terminal = true;
  SECTION("no") {
    prompt.answers = {""};
    const RunResult result = run({"rm", "--all"});
    CHECK(result.status == 2);
    CHECK(prompt.questions ==
          std::vector<std::string>{"mayfly: remove all 2 messages of user 'login'? [y/N] "});
    CHECK(run({"get", "--all"}).out == "a\nb\n");
  }
  SECTION("yes") {
    prompt.answers = {"y"};
    CHECK(run({"rm", "--all", "--json"}).out == "{\"removed\":2}\n");
  }
  SECTION("nobody there, or nobody to be asked") {
    CHECK(run({"rm", "--all"}).status == 2);
    prompt.answers = {"y"};
    CHECK(run({"rm", "--all", "--no-input"}).status == 2);
    CHECK(prompt.questions.empty());
    CHECK(run({"get", "--all"}).out == "a\nb\n");
  }
  SECTION("no need to be asked") {
    prompt.answers = {"n"};
    CHECK(run({"rm", "--all", "--json", "--yes"}).out == "{\"removed\":2}\n");
    CHECK(prompt.questions.empty());
  }
  SECTION("nothing to remove") {
    prompt.answers = {"y"};
    REQUIRE(run({"rm", "1", "2"}).status == 0);
    CHECK(run({"rm", "--all", "--json"}).out == "{\"removed\":0}\n");
    CHECK(prompt.questions.empty());
  }
}

TEST_CASE_METHOD(VaultFixture, "what is removed by name may be gone by then; what is by id may not",
                 "[references]") {
  auto james = user("james");
  for (int i = 0; i < 4; ++i) james.store(draft("text"));
  const std::vector<MessageId> ids{1}, others{2, 3, 99};
  REQUIRE(james.remove(std::vector<MessageId>{2}) == 1);
  CHECK(james.remove(ids, others) == 2);
  CHECK(james.list().size() == 1);
  CHECK_THROWS_AS(james.remove(ids, std::vector<MessageId>{4}), Error);
  CHECK(james.list().size() == 1);
}
