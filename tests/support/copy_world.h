#pragma once

#include <set>

#include "support/catch.h"
#include "support/left_processes.h"
#include "support/passphrase_world.h"

namespace mayfly::test {

/// A home with "secret" (1, "door", which ends with a newline) and "once" (2, to burn), for
/// processes that copy; and those that are left to clear.
struct CopyWorld : PassphraseWorld {
  CopyWorld() {
    variables = environment();
    runner.run({"store", "-q", "-", "--name", "door", "--ttl", "1h"}, "secret\n");
    runner.run({"store", "-q", "--burn", "once", "--ttl", "1h"});
  }

  RunResult copy(std::vector<std::string> what) const {
    what.insert(what.begin(), {MAYFLY_BINARY, "copy"});
    return run_process(what, {"", variables, [] { ::setsid(); }});
  }

  /// The process that is to clear.
  pid_t clearer() const {
    const std::set<pid_t> pids = left.find("mayfly");
    REQUIRE(pids.size() == 1);
    return *pids.begin();
  }
  /// Has it clear now, and waits until that is done.
  void clear_now() const { CHECK(LeftProcesses::end(clearer(), SIGTERM) == 0); }

  void check_unburned() { CHECK(runner.run({"get", "2"}).out == "once"); }

  LeftProcesses left;
  std::map<std::string, std::string> variables;
};

}  // namespace mayfly::test
