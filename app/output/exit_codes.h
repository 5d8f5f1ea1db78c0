#pragma once

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

}  // namespace mayfly::app
