#pragma once

#include <chrono>
#include <memory>

#include "support/real_process.h"

namespace mayfly::test {

/// A run of the real program by a caller who starts it again if the vault was busy: on a machine
/// with much to do, another process may hold it for longer than the program waits.
class InsistentProcess {
 public:
  InsistentProcess(std::vector<std::string> arguments, Process::Options options);

  /// Waits for an end that is not "busy", for up to kLongestWait. Checks that "busy" is said no
  /// earlier than the program promises (VaultOptions::busy_timeout), and with nothing printed.
  RunResult wait();

 private:
  using Time = std::chrono::steady_clock::time_point;

  void start();

  std::vector<std::string> arguments_;
  Process::Options options_;
  Time first_start_, start_;
  std::unique_ptr<Process> process_;
};

}  // namespace mayfly::test
