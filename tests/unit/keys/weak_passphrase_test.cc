#include "keys/weak_passphrase.h"

#include "support/catch.h"

using mayfly::as_bytes;

namespace {

std::string weakness(const std::string& passphrase, const std::string& user = "james") {
  return mayfly::app::weakness_of(as_bytes(passphrase), user).value_or("");
}

}  // namespace

TEST_CASE("a passphrase that is short is weak, counted in characters", "[weak]") {
  CHECK(weakness("a") == "is short");
  CHECK(weakness("tr0ub4dor") == "is short");
  CHECK(weakness("tr0ub4dor&") == "");
  CHECK(weakness("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa9\xc3\xa8\xc3\xa0") == "is short");
}

TEST_CASE("a passphrase that repeats itself is weak, however long it is", "[weak]") {
  CHECK(weakness(std::string(200, 'x')) == "repeats itself");
  CHECK(weakness("open sesameopen sesame") == "repeats itself");
  CHECK(weakness("abcdefabcdefabcd") == "repeats itself");
  CHECK(weakness("121212212112122121") == "repeats itself");
  CHECK(weakness("abababababcd") == "repeats itself");
  CHECK(weakness("open sesame") == "");
}

TEST_CASE("a passphrase that is little more than the user's name is weak", "[weak]") {
  CHECK(weakness("james") == "is little more than the user's name");
  CHECK(weakness("James20261128") == "is little more than the user's name");
  CHECK(weakness("xJAMESx") == "is little more than the user's name");
  CHECK(weakness("james has correct horses") == "");
  CHECK(weakness("correct horse", "j") == "");
}

TEST_CASE("what is said of a passphrase is nothing of it", "[weak]") {
  for (const std::string passphrase : {"zq", "zqzqzqzqzqzqzq", "zqjameszq"})
    CHECK(weakness(passphrase).find("zq") == std::string::npos);
}
