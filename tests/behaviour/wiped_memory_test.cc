// Names and messages on their way to the output: what is freed of them was wiped.

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/freed_memory.h"
#include "support/skip.h"

using namespace mayfly::test;

namespace {

const std::string kName = "the name of a message, sealed";
const std::string kText = "the text of a message, sealed";

}  // namespace

TEST_CASE("no name and no message is left in freed memory when it is printed", "[traces]") {
  if (!FreedMemory::can_be_seen()) {
    skip("a sanitizer has a heap of its own");
    return;
  }
  AppRunner runner;
  REQUIRE(runner.run({"store", "-q", "--name", kName}, kText).status == 0);
  runner.out_is_terminal = GENERATE(false, true);
  const std::string secret = GENERATE(kName, kText);
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"list"}, {"list", "--json"}, {"get"}, {"get", "--json"}, {"get", "1"}}) {
    CAPTURE(command, secret);
    RunResult result{};
    const FreedMemory freed(secret);
    result = runner.run(command);
    CHECK(FreedMemory::found() == 0);
    CHECK(result.status == 0);
  }
}

TEST_CASE("a name that was not wiped would be found in freed memory", "[traces]") {
  if (!FreedMemory::can_be_seen()) {
    skip("a sanitizer has a heap of its own");
    return;
  }
  const FreedMemory freed(kName);
  {
    const std::string left = kName;
    asm volatile(""
                 :
                 : "r"(left.data())
                 : "memory");  // otherwise nothing need be written: nobody reads it
  }
  CHECK(FreedMemory::found() == 1);
}
