#include "process/inherited.h"

#include <csignal>

namespace mayfly::app {

void Inherited::restore() const {
  state.restore();
  (void)std::signal(SIGPIPE, on_pipe);
  (void)std::signal(SIGXFSZ, on_file_size);
}

}  // namespace mayfly::app
