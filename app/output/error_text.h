#pragma once

// How errors are told, to people and to scripts.

#include <span>
#include <string>

#include "mayfly/bytes.h"
#include "mayfly/error.h"

namespace mayfly::app {

/// How a kind of error is told to scripts: never renumbered, never renamed (mayfly(1), EXIT
/// STATUS).
struct ErrorCode {
  int exit_code;
  const char* name;
};

/// `is_changed`: the vault was, before the error. An output that failed is told as not_written,
/// which promises that nothing was stored, only without that.
ErrorCode error_code(ErrorKind kind, bool is_changed);

/// An error speaks of what failed. Files that were made before it are there all the same: this one
/// says so instead of "nothing was changed".
Error with_made_files(const Error& error, std::span<const std::string> files);

/// A line, and perhaps a second one with the hint.
std::string error_as_lines(const Error& error);

/// {"error":{"code":"usage",...}}, on a line of its own.
SecureBytes error_as_json(const Error& error, const ErrorCode& code);

}  // namespace mayfly::app
