#pragma once

#include <span>

#include "tool/tool.h"

namespace mayfly::app {

/// Runs the program on its arguments (without its own name): reads them, runs the command, reports
/// an error. Returns the exit code.
int run_tool(std::span<char* const> arguments, const Surroundings& around);

}  // namespace mayfly::app
