#pragma once

#include <chrono>
#include <string>

#include "mayfly/bytes.h"

namespace mayfly::app {

/// What a shell command writes to its standard output until its shell ends, at most `max_size` + 1
/// bytes; whatever else it started, an agent for example, goes on. Its standard input is empty, and
/// the terminal is its own while it runs. Throws Error{source_failed} if it fails, or has not ended
/// after `timeout`: then it is killed, with all that it started. Throws Error{interrupted} if
/// Control-C ended it.
SecureBytes output_of_command(const std::string& command, std::chrono::milliseconds timeout,
                              std::size_t max_size);

}  // namespace mayfly::app
