#include "output/hints.h"

#include <set>

#include "output/error_text.h"
#include "support/catch.h"

namespace mayfly::test {
namespace {

using app::hint_of;

std::string hint_for(Reason reason, const std::string& about = {}) {
  return hint_of(Error(ErrorKind::unexpected, reason, "it failed", about));
}

}  // namespace

TEST_CASE("each Reason of the library has a sentence of its own", "[hints]") {
  std::set<std::string> sentences;
  for (int number = 1; number <= static_cast<int>(Reason::last); ++number) {
    CAPTURE(number);
    const std::string sentence = hint_for(static_cast<Reason>(number), "7");
    CHECK(sentence.size() > 10);
    CHECK(sentence.find('{') == std::string::npos);
    CHECK(sentences.insert(sentence).second);
  }
}

TEST_CASE("a hint names what its Reason is about", "[hints]") {
  CHECK(hint_for(Reason::damaged_message, "7") == "remove it with mayfly rm 7");
  CHECK(hint_for(Reason::perhaps_a_copy, "/a b/v").ends_with("--vault '/a b/v'"));
  CHECK(hint_for(Reason::perhaps_a_copy, "/{}/v").ends_with("--vault '/{}/v'"));
  CHECK(hint_for(Reason::wrong_passphrase, "it is odd; ").starts_with("it is odd; one newline"));
  CHECK(hint_for(Reason::wrong_passphrase).starts_with("one newline"));
}

TEST_CASE("an error without a Reason keeps the library's hint", "[hints]") {
  CHECK(hint_of(Error(ErrorKind::busy, "it is busy", "try again")) == "try again");
  CHECK(hint_of(Error(ErrorKind::busy, "it is busy")).empty());
}

TEST_CASE("an error keeps its Reason with another message", "[hints]") {
  const Error error(ErrorKind::not_a_vault, Reason::burn_message, "no", "7");
  const Error other = error.with_message(std::string("a\0b", 3));
  CHECK(other.what() == std::string("a\\x00b"));
  CHECK(other.kind() == ErrorKind::not_a_vault);
  CHECK(hint_of(other) == hint_of(error));
  CHECK(Error(ErrorKind::busy, "no", "try again").with_message("yes").hint() == "try again");
}

TEST_CASE("kinds that scripts need not tell apart have one code", "[hints]") {
  using app::error_code;
  for (const bool is_changed : {false, true}) {
    for (const auto kind : {ErrorKind::no_terminal, ErrorKind::source_failed}) {
      CHECK(error_code(kind, is_changed).exit_code == 12);
      CHECK(error_code(kind, is_changed).name == std::string("wrong_key"));
    }
  }
  CHECK(error_code(ErrorKind::output_failed, false).exit_code == 16);
  CHECK(error_code(ErrorKind::output_failed, false).name == std::string("not_written"));
  CHECK(error_code(ErrorKind::output_failed, true).exit_code == 1);
  CHECK(error_code(ErrorKind::output_failed, true).name == std::string("unexpected"));
}

}  // namespace mayfly::test
