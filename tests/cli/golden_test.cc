// Runs the script that MAYFLY_SCRIPT names: CTest has a case for each of tests/cli/*.txt, and
// `ctest -R cli.rm` runs one. With MAYFLY_UPDATE_SCRIPTS=1 a script that is not right is rewritten
// to say what the program does, to be read and committed, or not.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/script.h"
#include "support/bytes_of.h"
#include "support/catch.h"

using namespace mayfly::test;

namespace {

namespace fs = std::filesystem;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

fs::path script_to_run() {
  REQUIRE(is_set("MAYFLY_SCRIPT"));
  return std::getenv("MAYFLY_SCRIPT");
}

/// Without the progress of a test's own text: an editor or a terminal finds FILE:LINE in it.
void report(const fs::path& path, const ScriptReport& run) {
  for (const Difference& difference : run.differences) {
    FAIL_CHECK(path.filename().string() << ":" << difference.line << ": " << difference.what);
  }
  CHECK(run.commands > 0);
}

void rewrite(const fs::path& path, const ScriptReport& run) {
  std::ofstream(path, std::ios::binary) << run.rewritten;
  report(path, run_script(run.rewritten));  // what no rewriting makes right
  FAIL(path.string() << " is rewritten: look at the difference, then run it again");
}

}  // namespace

TEST_CASE("the program does what a script says", "[.golden]") {
  const fs::path path = script_to_run();
  const bool update = is_set("MAYFLY_UPDATE_SCRIPTS");
  if (update && is_set("CI")) FAIL("no script is rewritten in CI");
  ::setenv("TZ", "UTC0", 1);  // times of a script are people's
  const std::string script = bytes_of(path);
  const ScriptReport run = run_script(script);
  if (update && run.rewritten != script)
    rewrite(path, run);
  else
    report(path, run);
}
