#include "progress.h"

#include <string>

namespace mayfly::app {

Progress::~Progress() {
  if (shown_.count() > 0) write_err(io_, "\r\x1b[K");
}

void Progress::tick() {
  const auto elapsed =
      std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - start_);
  if (elapsed <= shown_) return;
  shown_ = elapsed;
  write_err(io_, "\rmayfly: at work, " + std::to_string(elapsed.count()) + " s ");
}

}  // namespace mayfly::app
