#pragma once

// How errors are told, to people and to programs.

#include <span>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/error.h"
#include "output/exit_codes.h"

namespace mayfly::app {

/// An error speaks of what failed. Files that were made before it are there all the same: this one
/// says so instead of "nothing was changed".
Error with_made_files(const Error& error, std::span<const std::string> files);

/// A line, and perhaps a second one with the hint.
std::string error_as_lines(const Error& error);

/// {"error":{"code":"usage",...}}, on a line of its own.
SecureBytes error_as_json(const Error& error, const ErrorCode& code);

}  // namespace mayfly::app
