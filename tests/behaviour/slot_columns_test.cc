// A key slot of which one column was altered by somebody who can write the vault.

#include "support/swap_fixture.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE_METHOD(SwapFixture, "a slot with any one column altered does not open", "[slots][swap]") {
  for (const std::int64_t slot : {1, 2}) {
    for (const char* edit : {"user_id = 3",
                             "slot = 9",
                             "slot = -1",
                             "kind = 3 - kind",
                             "kind = 0",
                             "kind = 3",
                             "created_at = created_at + 1",
                             "created_at = -created_at",
                             "created_at = 9223372036854775807",
                             "params = params || x'00'",
                             "params = x'00'",
                             "params = zeroblob(28)",
                             "params = zeroblob(300)",
                             "kek_id = x''",
                             "kek_id = kek_id || x'00'",
                             "kek_id = zeroblob(16)",
                             "sealed_key = x''",
                             "sealed_key = zeroblob(96)",
                             "sealed_key = sealed_key || x'00'",
                             "sealed_key = substr(sealed_key, 1, 80)",
                             "sealed_key = substr(sealed_key, 2)"}) {
      CAPTURE(slot, edit);
      std::string sql = edit;
      if (const auto blob = sql.find("||"); blob != std::string::npos) {
        const auto equals = sql.find('=');
        sql = sql.substr(0, equals) + "= CAST(" + sql.substr(equals + 1) + " AS BLOB)";
      }
      RawDatabase(database()).run("UPDATE key_slots SET " + sql + at(1, slot));
      check("james", {slot});
      check("anna", {});
      put_everything_back();
    }
  }
}

TEST_CASE_METHOD(SwapFixture, "a slot with any one byte of its parameters altered does not open",
                 "[slots][swap]") {
  const std::string params =
      RawDatabase(database()).look("SELECT hex(params) FROM key_slots" + at(1, 1));
  for (std::size_t digit = 1; digit < params.size(); digit += 2) {
    CAPTURE(digit);
    std::string altered = params;
    altered[digit] = altered[digit] == '1' ? '2' : '1';
    RawDatabase(database()).run("UPDATE key_slots SET params = x'" + altered + "'" + at(1, 1));
    CHECK_FALSE(opens("james", keys.at({"james", 1})));
    CHECK(opens("james", keys.at({"james", 2})));
  }
}
