#pragma once

#include <chrono>
#include <optional>

namespace mayfly::platform {

/// What the time namespace of this process adds to CLOCK_BOOTTIME (time_namespaces(7)); nothing if
/// that cannot be known. Throws Error, kind by errno, if it cannot be looked up because something
/// is missing that may be there the next time, for example descriptors.
std::optional<std::chrono::nanoseconds> boottime_offset();

}  // namespace mayfly::platform
