#pragma once

#include <string>

#include "household.h"

namespace mayfly::bench {

/// Lines that say where the numbers come from: processor, kernel, the file system of the household,
/// and the versions of mayfly (the program at that path) and of what is installed beside it.
std::string machine(const Household& household, const std::string& mayfly);

}  // namespace mayfly::bench
