#pragma once

#include <cstdint>
#include <span>

namespace mayfly::app {

/// The next bytes of `fd`, at most as many as `out` has room for, and how many they are: 0 at the
/// end. Waits for a descriptor that is non-blocking. Throws Error{usage} if standard input is
/// closed, and Error{unexpected} if reading fails.
std::size_t read_some(int fd, std::span<std::uint8_t> out);

}  // namespace mayfly::app
