// Messages for programs: what gives them out, and what looks at them before they are claimed.

#include <array>

#include "support/catch.h"
#include "support/errors.h"
#include "support/raw_database.h"
#include "support/vault_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

namespace {

struct RunOnlyFixture : VaultFixture {
  UnlockedUser james = user("james");

  MessageId store(std::string_view text, bool run_only, bool burn) {
    Draft message = draft(text);
    message.run_only = run_only;
    message.burn = burn;
    return james.store(std::move(message)).id;
  }
  std::vector<std::string> handed_on(std::span<const MessageId> ids) {
    std::vector<std::string> texts;
    james.hand_on(ids, [&](const std::vector<Message>& messages) {
      for (const Message& one : messages) texts.emplace_back(as_text(one.text));
    });
    return texts;
  }
};

}  // namespace

TEST_CASE_METHOD(RunOnlyFixture, "a message for programs is handed on, and not given out",
                 "[run]") {
  const bool burn = GENERATE(false, true);
  const MessageId other = store("for all", false, false);
  const std::array ids{store("for programs", true, burn), other};
  CHECK(error_kind([&] { james.get(ids); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.get(ids.front()); }) == ErrorKind::usage);
  CHECK(error_kind([&] { james.demonstrate_iv(ids.front()); }) == ErrorKind::usage);
  CHECK(james.latest() == other);
  int count = 0;
  james.get_all([&](const Message&) { ++count; }, [](const Error&) { FAIL("damaged"); });
  CHECK(count == 1);
  CHECK(james.list().front().id == other);
  CHECK(james.list().back().run_only);
  CHECK(handed_on(ids) == std::vector<std::string>{"for programs", "for all"});
  CHECK(james.list().size() == (burn ? 1 : 2));
}

TEST_CASE_METHOD(RunOnlyFixture, "whoever writes the database cannot make it one for all",
                 "[run][tamper]") {
  const MessageId id = store("for programs", true, false);
  RawDatabase(database()).run("UPDATE messages SET flags = flags & ~8");
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::authentication_failed);
  RawDatabase(database()).run("UPDATE messages SET flags = flags | 8");
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::usage);
}

TEST_CASE_METHOD(RunOnlyFixture, "it stays one for programs under a new user key", "[run]") {
  const MessageId id = store("for programs", true, false);
  james.rotate({}, false);
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::usage);
  CHECK(handed_on(std::array{id}) == std::vector<std::string>{"for programs"});
}

TEST_CASE_METHOD(RunOnlyFixture, "who cannot take a message burns none of them", "[run]") {
  const std::array ids{store("once", false, true), store("kept", false, false)};
  const auto refuse = [](const std::vector<Message>& messages) {
    CHECK(messages.size() == 2);
    throw Error(ErrorKind::interrupted, "no");
  };
  CHECK(error_kind([&] { james.hand_on(ids, refuse); }) == ErrorKind::interrupted);
  CHECK(handed_on(ids) == std::vector<std::string>{"once", "kept"});
  CHECK(error_kind([&] { james.hand_on(ids, refuse); }) == ErrorKind::no_such_message);
}
