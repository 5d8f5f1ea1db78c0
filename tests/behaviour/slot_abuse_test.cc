// A slot of a passphrase says what its derivation costs. Somebody who can write the vault cannot
// make a reader pay for more than the bounds allow, nor for less than is safe.

#include <fstream>
#include <functional>

#include "keys/user_key.h"
#include "mayfly/encoding.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/raw_database.h"
#include "support/real_process.h"
#include "support/skip.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

const std::string kPassphrase = "long enough";

std::string hex_of(const Argon2Cost& cost) {
  return to_hex(keys::encode({cost, {}}));
}

/// Parameters in hexadecimal, made of those that are there.
struct Abuse {
  const char* what;
  std::function<std::string(const std::string&)> alter;
};

Abuse asking_for(const char* what, const Argon2Cost& asked) {
  return {what, [asked](const std::string& params) { return hex_of(asked) + params.substr(24); }};
}

const std::vector<Abuse> kAbuses{
    asking_for("8 GiB", {8 * 1024 * 1024, 3, 4}),
    asking_for("2^32 - 1 passes", {64 * 1024, 0xffffffff, 4}),
    asking_for("no lane", {64 * 1024, 3, 0}),
    asking_for("17 lanes", {64 * 1024, 3, 17}),
    asking_for("129 lanes", {64 * 1024, 3, 129}),
    asking_for("8 KiB, one pass", {8, 1, 1}),
    {"27 bytes", [](const std::string& params) { return params.substr(0, 54); }},
    {"no salt", [](const std::string& params) { return params.substr(0, 24); }},
    {"nothing", [](const std::string&) { return std::string(); }},
    {"29 bytes", [](const std::string& params) { return params + "00"; }},
};

/// Carries out each abuse in turn, and puts the parameters back.
void with_each_abuse(const std::filesystem::path& database, const std::function<void()>& check) {
  const std::string params = RawDatabase(database).look("SELECT hex(params) FROM key_slots");
  const auto set = [&](const std::string& hex) {
    RawDatabase(database).run("UPDATE key_slots SET params = x'" + hex + "'");
  };
  for (const Abuse& abuse : kAbuses) {
    CAPTURE(abuse.what);
    set(abuse.alter(params));
    check();
  }
  set(params);
}

struct AbusedProgram {
  TempFolder home;
  std::filesystem::path database = home / ".local/share/mayfly/vault.db";

  AbusedProgram() { std::ofstream(home / "passphrase") << kPassphrase << "\n"; }

  RunResult run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {MAYFLY_BINARY, "-q", "--user", "james",
                                         "--passphrase-file", home / "passphrase"});
    return run_process(std::move(arguments), {"", {{"HOME", home.path()}}});
  }
};

}  // namespace

TEST_CASE_METHOD(KeyFixture, "a slot that asks for an impossible derivation is refused",
                 "[slots][abuse]") {
  UnlockedUser james = enroll(passphrase(kPassphrase));
  const MessageId id = james.store(draft("kept")).id;
  const Key kek = Key::of_kek(james.kek());
  const auto refused = [](const auto& work) {
    return error_kind(work) == ErrorKind::authentication_failed;
  };
  with_each_abuse(database(), [&] {
    CHECK(refused([&] { unlock(passphrase(kPassphrase)); }));
    CHECK(refused([&] { unlock(passphrase("another")); }));
    CHECK(refused([&] { unlock(kek); }));
    CHECK(refused([&] { james.add_key(passphrase("another")); }));
    CHECK(locked().slots().front().damaged);
  });
  UnlockedUser again = unlock(passphrase(kPassphrase));
  CHECK(read(again, id) == "kept");
}

TEST_CASE_METHOD(AbusedProgram, "an impossible derivation is refused before it costs anything",
                 "[slots][abuse]") {
  REQUIRE(run({"store", "kept"}).out == "1\n");
  const bool instrumented = MAYFLY_SANITIZED;
  with_each_abuse(database, [&] {
    const RunResult result = run({"get", "1"});
    CHECK(result.status == 13);
    CHECK(result.out.empty());
    if (instrumented) return;
    CHECK(result.cpu_time < 50ms);
    CHECK(result.peak_memory < std::size_t{64} << 20);
  });
  const RunResult paid = run({"get", "1"});
  CHECK(paid.out == "kept");
  if (instrumented) {
    skip("what an instrumented program takes says nothing, so it was not measured");
    return;
  }
  CHECK(paid.cpu_time > 50ms);  // or the bounds above would say nothing
  CHECK(paid.peak_memory > std::size_t{64} << 20);
}

TEST_CASE_METHOD(KeyFixture, "a derivation of more than four times the usual cost is asked for",
                 "[slots][abuse]") {
  enroll(passphrase(kPassphrase));
  // Memory in KiB and passes: one more KiB, one more pass than is paid unasked.
  const auto [params, cheap] = GENERATE(table<std::string, bool>(
      {{"0004000000000003", true}, {"0004000100000001", false}, {"0004000000000004", false}}));
  RawDatabase(database())
      .run("UPDATE key_slots SET params = CAST(x'" + params +
           "00000004' || substr(params, 13) AS BLOB)");
  VaultOptions options;
  options.costly_kdf = GENERATE(true, false);
  CAPTURE(params, options.costly_kdf);
  if (!cheap && options.costly_kdf && params.ends_with("4")) return;  // takes a second
  const auto locked = Vault::open(place(), clock, random, options).find_user(UserName("james"));
  Reason reason = Reason::none;
  try {
    locked.value().unlock(passphrase(kPassphrase));
  } catch (const Error& error) {
    reason = error.reason();
    CHECK(error.kind() ==
          (cheap || options.costly_kdf ? ErrorKind::wrong_key : ErrorKind::authentication_failed));
  }
  CHECK((reason == Reason::costly_passphrase) == (!cheap && !options.costly_kdf));
}
