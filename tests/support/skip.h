#pragma once

#include <string>

namespace mayfly::test {

/// Says that the test case that runs cannot do here what its name says, or not all of it; the case
/// must then return. If nothing in it has failed, "mayfly_tests skipped: NAME: WHY" is printed at
/// its end, by which CTest counts it as skipped and not as passed (SKIP_REGULAR_EXPRESSION in
/// CMakeLists.txt).
/// Catch2 2 has no SKIP, and CTest would take a failure after the printed line for a skip.
void skip(const std::string& why);

}  // namespace mayfly::test
