#pragma once

#include "mayfly/error.h"

namespace mayfly::app {

/// How a kind of error is told to scripts: never renumbered, never renamed (mayfly(1), EXIT
/// STATUS).
struct ErrorCode {
  int exit_code;
  const char* name;
};

ErrorCode error_code(ErrorKind kind);

}  // namespace mayfly::app
