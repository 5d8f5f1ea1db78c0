#include "mayfly/user_name.h"

#include "mayfly/key_file.h"
#include "support/catch.h"
#include "support/errors.h"

using mayfly::ErrorKind;
using mayfly::key_file_name;
using mayfly::UserName;
using mayfly::test::error_kind;

TEST_CASE("a user name is 1 to 128 bytes of UTF-8", "[user_name]") {
  CHECK(UserName("j").str() == "j");
  CHECK(UserName(std::string(128, 'x')).str().size() == 128);
  CHECK(UserName("Zo\xc3\xab / ops").str() == "Zo\xc3\xab / ops");
}

TEST_CASE("a user name without bytes, or with bad ones, is refused", "[user_name]") {
  const std::string name = GENERATE(
      std::string(), std::string(129, 'x'), std::string("\xff"), std::string("a\nb"),
      std::string("a\0b", 3), std::string("\x1b[2J"), std::string("tab\t"), std::string("\x7f"));
  CHECK(error_kind([&] { UserName{name}; }) == ErrorKind::usage);
}

TEST_CASE("a key file's name cannot leave its folder", "[user_name]") {
  CHECK(key_file_name(UserName("james")) == "james.key");
  CHECK(key_file_name(UserName("../../etc/x")) == "%2E.%2F..%2Fetc%2Fx.key");
  CHECK(key_file_name(UserName("100%")) == "100%25.key");
  CHECK(key_file_name(UserName("a.b")) == "a.b.key");
}
