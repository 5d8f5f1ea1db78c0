#pragma once

#include <chrono>

namespace mayfly::test {

/// How long a test waits for other processes, in real time, before it says that they hang: longer
/// than the busiest machine needs, shorter than CTest waits for the test.
inline constexpr std::chrono::minutes kLongestWait{2};
inline constexpr int kLongestWaitMs =
    std::chrono::milliseconds(kLongestWait).count();  ///< for poll()

}  // namespace mayfly::test
