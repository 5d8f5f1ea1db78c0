#include "run/variables.h"

#include <cstring>

#include "mayfly/error.h"
#include "support/catch.h"

using namespace mayfly;

namespace {

struct Environment {
  std::vector<std::string> strings{"PATH=/bin", "TOKEN=old", "TOKENS=other", "=odd"};
  std::vector<char*> list;

  Environment() {
    for (std::string& one : strings) list.push_back(one.data());
    list.push_back(nullptr);
  }
};

std::vector<std::string> strings_of(const app::Variables& variables) {
  std::vector<std::string> strings;
  for (char* const* at = variables.list(); *at != nullptr; ++at) strings.emplace_back(*at);
  return strings;
}

}  // namespace

TEST_CASE("a variable takes the place of one of that name, and of no other", "[run]") {
  const Environment environment;
  app::Variables variables(environment.list.data());
  variables.set("TOKEN", as_bytes("new"));
  CHECK(strings_of(variables) ==
        std::vector<std::string>{"PATH=/bin", "TOKENS=other", "=odd", "TOKEN=new"});
  variables.unset("PATH");
  CHECK(strings_of(variables) == std::vector<std::string>{"TOKENS=other", "=odd", "TOKEN=new"});
}

TEST_CASE("a variable holds what the kernel lets one hold, and no NUL", "[run]") {
  const Environment environment;
  app::Variables variables(environment.list.data());
  const std::string most(128 * 1024 - 3, 'x');  // with "A=" and a NUL
  variables.set("A", as_bytes(most));
  CHECK_THROWS_AS(variables.set("A", as_bytes(most + "x")), Error);
  CHECK_THROWS_AS(variables.set("A", as_bytes(std::string("a\0b", 3))), Error);
}

TEST_CASE("more than a program can be given is refused", "[run]") {
  const Environment environment;
  app::Variables variables(environment.list.data());
  const std::string much(100 * 1024, 'x');
  variables.require_room({});
  for (int i = 0; i < 80; ++i) variables.set("A" + std::to_string(i), as_bytes(much));
  CHECK_THROWS_AS(variables.require_room({}), Error);
}
