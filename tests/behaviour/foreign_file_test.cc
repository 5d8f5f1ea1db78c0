// A file that is not a vault is refused, and left as it was.

#include <fstream>

#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

void write_private(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

/// The kinds of error that opening comes to, for reading and for storing; the file's bytes must not
/// change.
std::pair<std::optional<ErrorKind>, std::optional<ErrorKind>> refusal(VaultFixture& fixture) {
  const std::string before = bytes_of(fixture.database());
  const auto reading = error_kind(
      [&] { Vault::open(fixture.place(), fixture.clock, fixture.random).list(UserName("james")); });
  const auto storing = error_kind([&] { fixture.user("james").store(draft("x")); });
  CHECK(bytes_of(fixture.database()) == before);
  return {reading, storing};
}

}  // namespace

TEST_CASE_METHOD(VaultFixture, "a file of another kind is refused and unchanged", "[foreign]") {
  const std::string content =
      GENERATE(std::string(), std::string("hello"), std::string(50000, 'x'),
               std::string("SQLite format 3\0", 16), std::string(4096, '\0'));
  write_private(database(), content);
  CHECK(refusal(*this) ==
        std::pair{std::optional(ErrorKind::not_a_vault), std::optional(ErrorKind::not_a_vault)});
}

TEST_CASE_METHOD(VaultFixture, "a folder in the vault's place is refused", "[foreign]") {
  std::filesystem::create_directory(database());
  CHECK(error_kind([&] { open(); }) == ErrorKind::not_a_vault);
}

TEST_CASE_METHOD(VaultFixture, "another program's database is refused and unchanged", "[foreign]") {
  write_private(database(), "");
  RawDatabase(database())
      .run(GENERATE("CREATE TABLE messages (id INTEGER)",
                    "PRAGMA journal_mode = WAL; CREATE TABLE t (x)",
                    "PRAGMA application_id = 1; CREATE TABLE t (x)"));
  CHECK(refusal(*this) ==
        std::pair{std::optional(ErrorKind::not_a_vault), std::optional(ErrorKind::not_a_vault)});
}

TEST_CASE_METHOD(VaultFixture, "a newer format is refused and unchanged", "[foreign]") {
  user("james").store(draft("x"));
  RawDatabase(database())
      .run("PRAGMA user_version = " + std::string(GENERATE("3", "1000000", "0", "-1")));
  CHECK(refusal(*this) ==
        std::pair{std::optional(ErrorKind::not_a_vault), std::optional(ErrorKind::not_a_vault)});
}

TEST_CASE_METHOD(VaultFixture, "a vault cut short is refused and unchanged", "[slow][foreign]") {
  UnlockedUser james = user("james");
  for (int i = 0; i < 50; ++i) james.store(draft(std::string(1000, 'x')));
  const std::size_t size = bytes_of(database()).size();
  const std::size_t kept =
      GENERATE(0u, 1u, 99u, 100u, 511u, 512u, 4095u, 4096u, 8192u, 20000u, 40960u);
  CAPTURE(kept, size);
  REQUIRE(kept < size);
  std::filesystem::resize_file(database(), kept);
  const auto [reading, storing] = refusal(*this);
  CHECK((reading == ErrorKind::not_a_vault || reading == ErrorKind::authentication_failed));
  CHECK((storing == ErrorKind::not_a_vault || storing == ErrorKind::authentication_failed));
}

TEST_CASE_METHOD(VaultFixture, "whichever page is overwritten, no wrong byte is given out",
                 "[foreign]") {
  UnlockedUser james = user("james");
  for (int i = 0; i < 20; ++i) james.store(draft("message"));
  const std::string whole = bytes_of(database());
  for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
    CAPTURE(page);
    write_private(database(),
                  std::string(whole).replace(page * 4096, 4096, std::string(4096, '\x5a')));
    const auto kind = error_kind([&] {
      UnlockedUser again = user("james");
      for (MessageId id = 1; id <= 20; ++id) {
        const auto message = again.get(id);
        if (message) CHECK(as_text(message->text) == "message");
      }
    });
    const bool refused = !kind || kind == ErrorKind::not_a_vault ||
                         kind == ErrorKind::authentication_failed || kind == ErrorKind::wrong_key;
    CHECK(refused);
  }
}
