#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/real_process.h"

namespace mayfly::test {

/// A system call that a process is about to make.
struct TracedCall {
  pid_t pid;
  long number;
  std::uint64_t first_argument;
};

/// Runs a program until its end, and calls `look` before each of its system calls.
RunResult run_traced(std::vector<std::string> arguments, Process::Options options,
                     const std::function<void(const TracedCall&)>& look);

/// Whether this process may trace another.
bool can_trace();

}  // namespace mayfly::test
