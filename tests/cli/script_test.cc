// The runner of the scripts: what it finds wrong, at which line, and how it rewrites a script.

#include "cli/script.h"

#include "cli/outcome.h"
#include "cli/script_text.h"
#include "support/catch.h"

using namespace mayfly::test;

namespace {

const std::string kStore =
    "$ store -q hello --user james\n> 1\n"
    "! mayfly: made the key of user 'james': $HOME/.config/mayfly/keys/james.key\n";

/// The lines that a script after `kStore` is told to be wrong at, from 1 for the first of its own.
std::vector<int> wrong_lines(const std::string& script) {
  std::vector<int> lines;
  for (const Difference& difference : run_script(kStore + script).differences)
    lines.push_back(difference.line - 3);
  return lines;
}

using Lines = std::vector<int>;

}  // namespace

TEST_CASE("a script that says what happens is right", "[script]") {
  CHECK(wrong_lines("$ get --user james\n>| hello\n").empty());
  CHECK(wrong_lines("stdin a\\n\\\\b\\n\n$ store -q --user james\n> 2\n"
                    "$ get 2 --user james\n> a\n> \\\\b\n")
            .empty());
  CHECK(run_script(kStore + "---\n" + kStore).commands == 2);
}

TEST_CASE("a script is told at which line a stream is another", "[script]") {
  CHECK(wrong_lines("$ get --user james\n>| hallo\n") == Lines{2});
  CHECK(wrong_lines("$ get --user james\n> hello\n") == Lines{2});
  CHECK(wrong_lines("$ get --user james\n") == Lines{1});
  CHECK(wrong_lines("$ get --user james\n>| hello\n> more\n") == Lines{3});
  CHECK(wrong_lines("$ get --user james\n>| hello\n! more\n") == Lines{3});
  CHECK(wrong_lines("$ get --user james\n>| hello\n? more\n") == Lines{3});
  CHECK(wrong_lines("$ get 9 --user james\n! mayfly: error: no message 9\nexit 3\n") == Lines{2});
}

TEST_CASE("a script is told at which line an exit code is another", "[script]") {
  CHECK(wrong_lines("$ get --user james\n>| hello\nexit 3\n") == Lines{3});
  CHECK(wrong_lines("# why\n$ get 9 --user james\n").back() == 2);
}

TEST_CASE("a script is told at which line a file is not as it says", "[script]") {
  const std::string vault = ".local/share/mayfly/vault.db\n";
  CHECK(wrong_lines("exists " + vault + "mode " + vault.substr(0, vault.size() - 1) + " 600\n" +
                    "exists $HOME/" + vault + "absent nothing\n")
            .empty());
  CHECK(wrong_lines("absent " + vault) == Lines{1});
  CHECK(wrong_lines("exists nothing\nmode nothing 600\n") == Lines{1, 2});
  CHECK(wrong_lines("mode .local/share/mayfly/vault.db 644\n") == Lines{1});
  CHECK(wrong_lines("---\nexists " + vault) == Lines{2});
}

TEST_CASE("what a script prepares must be used", "[script]") {
  CHECK(wrong_lines("stdin text\n") == Lines{1});
  CHECK(wrong_lines("type sesame\n") == Lines{1});
  CHECK(wrong_lines("stdin text\n---\n") == Lines{2});
}

TEST_CASE("a line that is not a step is an error of the script", "[script]") {
  CHECK_THROWS_WITH(run_script("sing\n"), "line 1: not a step here: sing");
  CHECK_THROWS_WITH(run_script(">x\n"), "line 1: not a step here: >x");
  CHECK_THROWS_WITH(run_script("clock 1s\n> out\n"), "line 2: not a step here: > out");
  CHECK_THROWS_WITH(run_script(kStore + "clock 1s\nexit 3\n"), "line 5: not a step here: exit 3");
}

TEST_CASE("a script is rewritten to say what happens, and the rest of it stays", "[script]") {
  const std::string script =
      "# why\nstdin \\xff\\x1b\\\\ é\n$ store -q --user james\n> 7\n\n"
      "# and why\n$ get --user james\n! nothing\nexit 3\n\n$ get 9 --user james -q\n";
  const std::string right =
      "# why\nstdin \\xff\\x1b\\\\ é\n$ store -q --user james\n> 1\n"
      "! mayfly: made the key of user 'james': $HOME/.config/mayfly/keys/james.key\n\n"
      "# and why\n$ get --user james\n>| \\xff\\x1b\\\\ \\xc3\\xa9\n\n"
      "$ get 9 --user james -q\n! mayfly: error: no message 9\n"
      "! mayfly: hint: it never existed, has expired, or was read or removed; mayfly --user "
      "james list shows the messages that are left\nexit 3\n";
  CHECK(run_script(script).rewritten == right);
  CHECK(run_script(right).differences.empty());
  CHECK(run_script(right).rewritten == right);
}

TEST_CASE("whatever a stream holds, a script can say it", "[script]") {
  const std::string content =
      GENERATE(as<std::string>(), "", "\n", "a", "a\n", " a\n\n b ", "é\n", "\xff\n\x1b\\n");
  CAPTURE(content);
  std::string said;
  for (const std::string& line : script_lines(Stream::out, content)) {
    const auto [step, rest] = split_at_blank(line);
    REQUIRE((step == ">" || step == ">|"));
    said += unescaped(rest) + (step == ">" ? "\n" : "");
  }
  CHECK(said == content);
}
