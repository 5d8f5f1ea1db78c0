#pragma once

#include <set>

#include "support/real_process.h"

namespace mayfly::test {

/// What becomes of the n-th system call that opens, makes, changes or removes a file.
struct CallFault {
  const char* name;
  int error_number;
  bool of_all;   ///< also of calls that need no room on the disk
  bool lasting;  ///< of all that come after it, too
};

struct FailedRun {
  RunResult result;
  bool hit;  ///< whether there was an n-th call
};

/// Runs a program whose n-th such call fails: in the kernel, by seccomp(2), so that everything the
/// program does is met. What goes to standard output and error does not count; a sync that does not
/// fail does nothing.
FailedRun run_with_fault(std::vector<std::string> arguments, Process::Options options,
                         const CallFault& fault, int n);

/// Whether this process may have another's calls fail.
bool can_make_calls_fail();

}  // namespace mayfly::test
