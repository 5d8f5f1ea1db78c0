#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/app_runner.h"

namespace mayfly::test {

/// A run of the real program.
class Process {
 public:
  struct Options {
    std::string input = "";
    std::map<std::string, std::string> environment = {};
    std::function<void()> in_child = [] {};  ///< after fork, before exec
  };

  /// Starts `arguments[0]`, found on the PATH, with files in memory as its standard streams.
  Process(std::vector<std::string> arguments, const Options& options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  /// Waits for the end. `status` is the exit code, or 128 + the signal that ended it.
  RunResult wait();

 private:
  int in_, out_, err_;
  pid_t pid_;
};

/// The whole run at once.
RunResult run_process(std::vector<std::string> arguments, const Process::Options& options);

/// Whether a program is on the PATH.
bool has_program(const std::string& name);

}  // namespace mayfly::test
