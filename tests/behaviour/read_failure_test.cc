// A disk that gives parts of the database back no more, at every read of each command.

#include "support/app_runner.h"
#include "support/catch.h"
#include "support/failing_vfs.h"

using namespace mayfly::test;

namespace {

struct IllDisk : AppRunner {
  FileFaults faults;
  FailingVfs vfs{faults};

  IllDisk() {
    run({"store", "-q", "--user", "james", "first"});
    run({"store", "-q", "--user", "james", std::string(20'000, 'x')});  // on pages of its own
  }
  ~IllDisk() { faults.disarm(); }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_METHOD(IllDisk, "a read that fails is told as such, and as no damage", "[disk]") {
  const std::vector<std::string> command =
      GENERATE(as<std::vector<std::string>>(), std::vector<std::string>{"get", "1"},
               std::vector<std::string>{"get", "2"}, std::vector<std::string>{"get", "--all"},
               std::vector<std::string>{"list"}, std::vector<std::string>{"store", "third"},
               std::vector<std::string>{"verify"}, std::vector<std::string>{"key", "list"});
  const bool all = GENERATE(false, true);
  CAPTURE(command, all);
  int failures = 0;
  for (int n = 1;; ++n) {
    CAPTURE(n);
    faults.fail_read(n, all);
    std::vector<std::string> arguments{"--user", "james"};
    arguments.insert(arguments.end(), command.begin(), command.end());
    const RunResult result = run(arguments);
    if (!faults.read_failed()) break;
    ++failures;
    CHECK(result.status == 16);
    CHECK(holds(result.err, "could not read the vault"));
    CHECK_FALSE(holds(result.err, "damaged"));
    CHECK_FALSE(holds(result.err, "mayfly rm"));
    CHECK_FALSE(holds(result.err, "move it away"));
    CHECK_FALSE(holds(result.err, "altered"));
  }
  CHECK(failures > 2);
  faults.disarm();
  CHECK(run({"get", "1", "--user", "james"}).out == "first");
}
