#pragma once

#include "mayfly/process.h"

namespace mayfly::app {

/// What the process had from its parent before the program changed it for itself.
struct Inherited {
  ProcessState state;
  void (*on_pipe)(int);       ///< SIGPIPE
  void (*on_file_size)(int);  ///< SIGXFSZ

  /// Puts it back, for a program that takes the process over.
  void restore() const;
};

}  // namespace mayfly::app
