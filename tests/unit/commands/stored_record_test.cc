#include "commands/stored_record.h"

#include "support/catch.h"

using namespace mayfly;
using namespace std::chrono_literals;
using app::as_record;
using app::draft_of;
using app::StoredRecord;

namespace {

SecureBytes secret(std::string_view text) {
  return secure_copy(as_bytes(text));
}

Draft others() {
  Draft draft;
  draft.ttl = 1h;
  draft.until = from_unix_ms(5);
  draft.name = secret("all");
  draft.burn = true;
  return draft;
}

}  // namespace

TEST_CASE("a record says what it says, and is like the others otherwise", "[records]") {
  const Draft plain = draft_of(as_record(as_bytes("text")), others());
  CHECK(as_text(plain.text) == "text");
  CHECK(plain.ttl == 1h);
  CHECK(plain.until == from_unix_ms(5));
  CHECK(plain.name == secret("all"));
  CHECK(plain.burn);

  StoredRecord record{.text = secret("own"), .name = secret("mine"), .ttl = 90s, .burn = false};
  const Draft own = draft_of(as_record(record), others());
  CHECK(as_text(own.text) == "own");
  CHECK(own.ttl == 90s);
  CHECK_FALSE(own.until);
  CHECK(own.name == secret("mine"));
  CHECK_FALSE(own.burn);

  record = {.text = secret("x"), .until = from_unix_ms(-7)};
  const Draft until = draft_of(as_record(record), others());
  CHECK(until.until == from_unix_ms(-7));
  CHECK(until.burn);

  record = {.text = secret("x"), .reads = 7};
  const Draft counted = draft_of(as_record(record), others());
  CHECK(counted.reads == 7U);
  CHECK_FALSE(counted.burn);
}
