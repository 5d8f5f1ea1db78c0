#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace mayfly::test {

/// What runs at a terminal, and by which descriptors the test speaks with its shell.
struct PtyJob {
  const std::vector<std::string>& arguments;
  const std::vector<std::string>& variables;
  int master;  ///< closed here, so that the terminal ends with the test
  int terminal;
  int in, out, err;
  int report;   ///< the program's pid, then each of its statuses, as waitpid() gives them
  int control;  ///< a byte resumes the program, the end ends all
};

/// The process that a terminal's session belongs to: it starts the program in a process group of
/// its own, in the foreground, and reports what becomes of it. To be called after fork().
[[noreturn]] void run_pty_shell(const PtyJob& job);

}  // namespace mayfly::test
