#pragma once

#include "support/traced_process.h"

namespace mayfly::test {

inline constexpr int kWasKilled = -1;

/// Runs a program until it is about to make its n-th system call, and kills it then: its status is
/// kWasKilled, or the exit code if it ended before that. Not counted are calls that leave every
/// file as it was, since what a process leaves that is killed after one of these is what it would
/// have left before it; nor those before the program has hardened itself.
RunResult run_and_kill(std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment, int n);

}  // namespace mayfly::test
