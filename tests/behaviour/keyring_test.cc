// unlock and lock with the kernel's own keyring, and without one.

#include <regex>
#include <span>

#include "mayfly/encoding.h"
#include "mayfly/vault.h"
#include "support/catch.h"
#include "support/kernel_keys.h"
#include "support/passphrase_world.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

/// The vault of james, and what he has in the kernel's keyring: named by the vault's id, which no
/// other test has.
struct KeyringWorld : PassphraseWorld {
  std::optional<KernelKey> key;
  mayfly::SecureBytes kek;

  KeyringWorld() {
    add_james();
    auto vault = mayfly::Vault::open({runner.vault(), runner.home / ".local/state/mayfly"},
                                     runner.clock, runner.random);
    key.emplace("mayfly:" + mayfly::to_hex(vault.id()) + ":james");
    kek = user(vault, "open sesame").kek();
  }

  static mayfly::UnlockedUser user(mayfly::Vault& vault, const std::string& passphrase) {
    return vault.find_user(mayfly::UserName("james"))
        .value()
        .unlock(mayfly::Key::of_passphrase(mayfly::secure_copy(mayfly::as_bytes(passphrase))));
  }

  /// In a session of its own, where nobody can be asked.
  RunResult mayfly(std::vector<std::string> arguments, const std::string& input = "") const {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return run_process(std::move(arguments), {input, environment(), [] { ::setsid(); }});
  }
  RunResult unlock(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"unlock", "--passphrase-fd", "0"});
    return mayfly(std::move(options), "open sesame\n");
  }
};

/// Whether to leave a test out.
bool without_kernel_keys() {
  const auto why = no_kernel_keys();
  if (why) skip("the kernel keeps no keys here: " + *why);
  return why.has_value();
}

}  // namespace

TEST_CASE_METHOD(KeyringWorld, "what one process unlocks another one uses, until it is locked",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  CHECK(is_refused(mayfly({"get"}), 12, "no passphrase of user 'james'"));
  const RunResult unlocked = unlock();
  CHECK(unlocked.err.empty());
  REQUIRE(unlocked.status == 0);
  CHECK(mayfly({"get"}).out == "hello");
  CHECK(mayfly({"lock", "--json"}).out == "{\"user\":\"james\",\"was_unlocked\":true}\n");
  CHECK(key->id() < 0);
  CHECK(is_refused(mayfly({"get"}), 12, "no passphrase of user 'james'"));
  CHECK(mayfly({"lock", "--json"}).out == "{\"user\":\"james\",\"was_unlocked\":false}\n");
}

TEST_CASE_METHOD(KeyringWorld,
                 "the keyring holds what the passphrase was derived to, its end, and no more",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  REQUIRE(unlock().status == 0);
  const mayfly::Bytes secret = key->secret();
  CHECK(std::ranges::equal(std::span(secret).first(kek.size()), kek));
  CHECK(secret.size() == kek.size() + sizeof(std::int64_t));
  const std::string text(secret.begin(), secret.end());
  CHECK(text.find("open sesame") == std::string::npos);
}

TEST_CASE_METHOD(KeyringWorld, "what is in the keyring ends by itself, and is its owner's only",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  REQUIRE(unlock().status == 0);
  CHECK(std::regex_match(key->listed().timeout, std::regex("1[45]m")));
  const long first = key->id();
  REQUIRE(unlock({"--for", "5h"}).status == 0);
  CHECK(key->id() != first);
  CHECK(std::regex_match(key->listed().timeout, std::regex("[45]h")));
  // Of possessor, owner, group and others: the last two may do nothing.
  CHECK(key->listed().permissions.ends_with("0000"));
}

TEST_CASE_METHOD(KeyringWorld, "the status tells for how long the kernel keeps what was unlocked",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  CHECK(is_refused(mayfly({"unlock", "--status"}), 12, "nothing is unlocked for user 'james'"));
  REQUIRE(unlock({"--for", "5h"}).status == 0);
  const RunResult status = mayfly({"unlock", "--status"});
  CHECK(status.status == 0);
  CHECK(std::regex_match(status.out, std::regex("unlocked for (5h|4h 59m)\n")));
  CHECK(mayfly({"get"}).out == "hello");
}

TEST_CASE_METHOD(KeyringWorld, "a changed passphrase takes the old key out of the kernel's keyring",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  REQUIRE(unlock().status == 0);
  REQUIRE(mayfly({"key", "change-passphrase", "--passphrase-fd", "0", "--new-passphrase-command",
                  "echo other"},
                 "open sesame\n")
              .status == 0);
  CHECK(key->id() < 0);
}

TEST_CASE_METHOD(KeyringWorld, "a session without a link to the user's keyring uses it anyway",
                 "[keyring]") {
  if (without_kernel_keys()) return;
  const auto in_new_session = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), MAYFLY_BINARY);
    return run_process(std::move(arguments), {"open sesame\n", environment(), [] {
                                                ::setsid();
                                                ::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING,
                                                          nullptr);
                                              }});
  };
  const RunResult unlocked = in_new_session({"unlock", "--passphrase-fd", "0"});
  CHECK(unlocked.err.empty());
  CHECK(unlocked.status == 0);
  CHECK(in_new_session({"get"}).out == "hello");
  CHECK(mayfly({"get"}).out == "hello");
  CHECK(in_new_session({"lock", "--json"}).out == "{\"user\":\"james\",\"was_unlocked\":true}\n");
  CHECK(key->id() < 0);
}

TEST_CASE_METHOD(KeyringWorld, "without a keyring unlock says so, and all else goes on",
                 "[keyring]") {
  runner.keyring.there = false;
  const std::string opener = "echo open sesame";
  const RunResult unlocked = runner.run({"unlock", "--passphrase-command", opener});
  CHECK(is_refused(unlocked, 1, "keyring"));
  CHECK(runner.run({"get", "--passphrase-command", opener}).out == "hello");
  CHECK(runner.run({"list"}).status == 0);
  CHECK(runner.run({"lock"}).status == 0);
  CHECK(runner
            .run({"key", "change-passphrase", "--passphrase-command", opener,
                  "--new-passphrase-command", "echo other"})
            .status == 0);
  CHECK(runner.run({"get", "--passphrase-command", "echo other"}).out == "hello");
}
