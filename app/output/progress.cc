#include "output/progress.h"

#include <string>

namespace mayfly::app {

void Progress::clear() noexcept {
  if (!line_shown_) return;
  line_shown_ = false;
  write_err(io_, "\r\x1b[K");
}

void Progress::tick() {
  const auto elapsed =
      std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - start_);
  if (elapsed <= shown_) return;
  shown_ = elapsed;
  write_err(io_, "\rmayfly: at work, " + std::to_string(elapsed.count()) + " s ");
  line_shown_ = true;
}

}  // namespace mayfly::app
