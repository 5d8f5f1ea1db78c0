// What a vault does that needs no disk: over files as people have them, and in memory.

#include <array>

#include "support/catch.h"
#include "support/errors.h"
#include "support/key_fixture.h"
#include "support/memory_vault.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

Vault open_again(VaultFixture& vault, VaultOptions options) {
  return Vault::open(vault.place(), vault.clock, vault.random, std::move(options));
}
Vault open_again(InMemoryVault& vault, VaultOptions options) {
  return vault.open(std::move(options));
}

template <class Place>
struct OneUser {
  Place vault;
  UnlockedUser james = vault.user("james");
};

template <class Place>
struct OneToBurn : OneUser<Place> {
  MessageId id = this->james.store(burn_draft("read me once")).id;

  std::optional<ErrorKind> get_both(MessageId one, MessageId other) {
    const std::array ids{one, other};
    return error_kind([&] { this->james.get(ids); });
  }
};

}  // namespace

TEMPLATE_TEST_CASE("a message to burn is given out once", "[burn]", VaultFixture, InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  const auto message = james.get(id);
  REQUIRE(message);
  CHECK(as_text(message->text) == "read me once");
  CHECK(message->burn);
  CHECK_FALSE(james.get(id));
  CHECK_FALSE(its.vault.user("james").get(id));
}

TEMPLATE_TEST_CASE("one missing id of several burns none", "[burn]", VaultFixture, InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  CHECK(its.get_both(id, 99) == ErrorKind::no_such_message);
  CHECK(its.get_both(99, id) == ErrorKind::no_such_message);
  CHECK(james.get(id));
  CHECK(its.get_both(id, id) == ErrorKind::no_such_message);
}

TEMPLATE_TEST_CASE("several at once are burned together", "[burn]", VaultFixture, InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  const std::array ids{id, james.store(draft("kept")).id, james.store(burn_draft("also")).id};
  CHECK(james.get(ids).size() == 3);
  CHECK_FALSE(james.get(ids[0]));
  CHECK(james.get(ids[1]));
  CHECK_FALSE(james.get(ids[2]));
}

TEMPLATE_TEST_CASE("what reads many messages leaves those to burn alone", "[burn]", VaultFixture,
                   InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  const MessageId kept = james.store(draft("kept")).id;
  const MessageId later = james.store(burn_draft("later")).id;
  std::vector<MessageId> seen;
  james.get_all([&](const Message& message) { seen.push_back(message.id); },
                [](const Error& error) { FAIL(error.what()); });
  CHECK(seen == std::vector{kept});
  CHECK(james.latest() == kept);
  CHECK(james.get(later));
  CHECK(james.get(id));
}

TEMPLATE_TEST_CASE("a list marks it, with and without the key, and burns nothing", "[burn]",
                   VaultFixture, InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  for (const auto& entries : {james.list(), its.vault.open().list(UserName("james"))}) {
    REQUIRE(entries.size() == 1);
    CHECK(entries.front().burn);
    CHECK_FALSE(entries.front().expired);
  }
  CHECK(james.get(id));
  CHECK(james.list().empty());
}

TEMPLATE_TEST_CASE("it is found by its name, and read by that once", "[burn]", VaultFixture,
                   InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  Draft named = burn_draft("named");
  named.name = secure_copy(as_bytes("pin"));
  const MessageId other = james.store(std::move(named)).id;
  CHECK(james.find(as_bytes("pin")) == std::vector{other});
  CHECK(james.get(other)->name == secure_copy(as_bytes("pin")));
  CHECK(james.find(as_bytes("pin")).empty());
}

TEMPLATE_TEST_CASE("debug-iv refuses it, and it is still there", "[burn]", VaultFixture,
                   InMemoryVault) {
  OneToBurn<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = its.id;
  CHECK(error_kind([&] { james.demonstrate_iv(id); }) == ErrorKind::usage);
  CHECK(james.get(id));
}

TEMPLATE_TEST_CASE("a message lives ten minutes unless told otherwise", "[expiry]", VaultFixture,
                   InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  const Receipt receipt = james.store(draft("soon gone"));
  CHECK(receipt.expires_at - receipt.created_at == 10min);
  CHECK(as_text(james.get(receipt.id)->text) == "soon gone");
}

TEMPLATE_TEST_CASE("at exactly its expiry a message is gone, a millisecond before it is not",
                   "[expiry]", VaultFixture, InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = james.store(draft("x", 60s)).id;
  its.vault.clock.advance(60s - 1ms);
  CHECK(james.get(id));
  CHECK(james.list().size() == 1);
  CHECK(james.latest() == id);
  its.vault.clock.advance(1ms);
  CHECK_FALSE(james.get(id));
  CHECK(james.list().empty());
  CHECK_FALSE(james.latest());
}

TEMPLATE_TEST_CASE("many messages are stored in one transaction, or none", "[expiry]", VaultFixture,
                   InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  std::vector<Draft> drafts;
  for (int i = 0; i < 1000; ++i) drafts.push_back(draft("message " + std::to_string(i), 1h));
  CHECK(james.store_all(std::move(drafts)).size() == 1000);
  int count = 0;
  james.get_all(
      [&](const Message& m) { CHECK(as_text(m.text) == "message " + std::to_string(count++)); },
      [](const Error& e) { FAIL(e.what()); });
  CHECK(count == 1000);

  drafts.clear();
  drafts.push_back(draft("good"));
  drafts.push_back(draft(""));
  CHECK(error_kind([&] { james.store_all(std::move(drafts)); }) == ErrorKind::usage);
  CHECK(james.list().size() == 1000);
}

TEMPLATE_TEST_CASE("lifetimes and names outside their bounds are refused", "[limits]", VaultFixture,
                   InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  const auto kind = [&](std::chrono::seconds ttl, std::optional<std::string> name) {
    Draft message = draft("x", ttl);
    if (name) message.name = secure_copy(as_bytes(*name));
    return error_kind([&] { james.store(std::move(message)); });
  };
  CHECK(kind(std::chrono::seconds(0), {}) == ErrorKind::usage);
  CHECK(kind(std::chrono::seconds(-1), {}) == ErrorKind::usage);
  CHECK(kind(kMaxTtl + std::chrono::seconds(1), {}) == ErrorKind::usage);
  CHECK(kind(kDefaultTtl, "") == ErrorKind::usage);
  CHECK(kind(kDefaultTtl, std::string(129, 'n')) == ErrorKind::usage);
  CHECK(kind(kDefaultTtl, "\xff") == ErrorKind::usage);
  CHECK(kind(kDefaultTtl, "a\x1b") == ErrorKind::usage);
  CHECK(james.list().empty());
  CHECK_FALSE(kind(kMaxTtl, std::string(128, 'n')));
  CHECK_FALSE(kind(kMinTtl, {}));
}

TEMPLATE_TEST_CASE("messages of each small size, and any bytes, come back exactly", "[limits]",
                   VaultFixture, InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  for (std::size_t size = 1; size <= 100; ++size) {
    Draft message;
    for (std::size_t i = 0; i < size; ++i)
      message.text.push_back(static_cast<std::uint8_t>(i * 37 + size));
    const SecureBytes text = message.text;
    const MessageId id = james.store(std::move(message)).id;
    CHECK(james.get(id)->text == text);
    const Entry entry = james.list().back();
    CHECK(entry.max_size >= size);
    CHECK(entry.max_size < size + 16);
  }
}

TEMPLATE_TEST_CASE("users see their own messages alone", "[use_cases]", VaultFixture,
                   InMemoryVault) {
  TestType vault;
  UnlockedUser james = vault.user("james");
  UnlockedUser anna = vault.user("anna");
  const MessageId his = james.store(draft("his")).id;
  const MessageId hers = anna.store(draft("hers")).id;
  CHECK(read(james, his) == "his");
  CHECK_FALSE(james.get(hers));
  CHECK(error_kind([&] { james.remove(std::array{hers}); }) == ErrorKind::no_such_message);
  CHECK(james.remove_all().removed == 1);
  CHECK(read(anna, hers) == "hers");
  CHECK(vault.open().user_names(9) == std::vector<std::string>{"anna", "james"});
}

TEMPLATE_TEST_CASE("what was removed is gone for whoever has it open, too", "[use_cases]",
                   VaultFixture, InMemoryVault) {
  OneUser<TestType> its;
  const MessageId one = its.james.store(draft("one")).id;
  const MessageId other = its.james.store(draft("other")).id;
  UnlockedUser elsewhere = its.vault.user("james");
  REQUIRE(read(elsewhere, one) == "one");
  its.james.remove(std::array{one});
  CHECK_FALSE(elsewhere.get(one));
  CHECK(read(elsewhere, other) == "other");
  CHECK(error_kind([&] { elsewhere.remove(std::array{one}); }) == ErrorKind::no_such_message);
}

TEMPLATE_TEST_CASE("a purge destroys what has expired, of every user, and tells of it",
                   "[use_cases]", VaultFixture, InMemoryVault) {
  OneUser<TestType> its;
  its.james.store(draft("soon", 60s));
  its.vault.user("anna").store(draft("soon, too", 60s));
  its.james.store(burn_draft("once", 60s));
  const MessageId kept = its.james.store(draft("kept", 24h)).id;
  its.vault.clock.advance(10min);
  const PurgeReport report = its.vault.open().purge();
  CHECK(report.messages == 3);
  CHECK(report.windows == 3);  // each user has their own, and so has one to burn
  CHECK_FALSE(report.failure);
  CHECK(its.vault.open().purge().messages == 0);
  CHECK(read(its.james, kept) == "kept");
}

TEMPLATE_TEST_CASE("of a vault in which all is well nothing is found", "[use_cases]", VaultFixture,
                   InMemoryVault) {
  OneUser<TestType> its;
  for (int i = 0; i < 3; ++i) its.james.store(draft("x", 1h));
  its.james.store(burn_draft("once"));
  const VerifyReport report = its.vault.open().verify(&its.james);
  CHECK(report.findings.empty());
  CHECK(report.messages == 4);
  CHECK(report.authenticated == 4);
  CHECK(its.vault.open().warnings().empty());
}

TEMPLATE_TEST_CASE("what is overdue is found", "[use_cases]", VaultFixture, InMemoryVault) {
  OneUser<TestType> its;
  const MessageId id = its.james.store(draft("x", 60s)).id;
  its.vault.clock.advance(1h);
  VaultOptions looking;
  looking.look_only = true;
  const VerifyReport report = open_again(its.vault, looking).verify(nullptr);
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].code == "overdue_window_key");
  CHECK(report.findings[1].code == "overdue_message");
  CHECK(report.findings[1].message == id);
  CHECK(report.findings[1].wrong);
}

TEMPLATE_TEST_CASE("keys are added, changed, removed and rotated", "[use_cases]", VaultFixture,
                   InMemoryVault) {
  OneUser<TestType> its;
  UnlockedUser& james = its.james;
  const MessageId id = james.store(draft("kept", 1h)).id;
  const Key second = Key::of_file(KeyFile::generate(its.vault.random));
  const Key third = Key::of_file(KeyFile::generate(its.vault.random));
  const auto opened_by = [&](const Key& key) -> std::optional<std::string> {
    try {
      UnlockedUser user = its.vault.open().find_user(UserName("james")).value().unlock(key);
      return read(user, id);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::wrong_key);
      return std::nullopt;
    }
  };
  james.add_key(second);
  CHECK(opened_by(second) == "kept");
  CHECK(error_kind([&] { james.rotate({}, false); }) == ErrorKind::wrong_key);
  CHECK(james.rotate(std::array{second}, false).messages == 1);
  CHECK(opened_by(second) == "kept");
  james.change_key(third);
  CHECK(opened_by(third) == "kept");
  CHECK(james.rotate({}, true).dropped.size() == 1);
  CHECK_FALSE(opened_by(second));
  CHECK(opened_by(third) == "kept");
  CHECK(read(james, id) == "kept");
}
