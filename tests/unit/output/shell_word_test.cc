#include "mayfly/text.h"
#include "support/catch.h"
#include "support/real_process.h"

using namespace mayfly;
using namespace mayfly::test;

TEST_CASE("a word of a hint is to the shell what it is", "[shell_word]") {
  CHECK(shell_word("james") == "james");
  CHECK(shell_word("/a/b-c_d.e") == "/a/b-c_d.e");
  const std::string text = GENERATE(as<std::string>(), "", "a b", "it's", "''", "$(touch PWNED)",
                                    "`x`", "a;b", "\\", "\"", "*", "~", "#", "-n", "!", "\xc3\xa9");
  CAPTURE(text);
  const RunResult said =
      run_process({"/bin/sh", "-c", "printf '%s' " + shell_word(text)}, {"", {}});
  CHECK(said.out == text);
}
