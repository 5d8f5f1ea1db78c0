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
  write_err(io_, "\rmayfly: at work, " + std::to_string(elapsed.count()) + " s" + counts());
  line_shown_ = true;
}

void Progress::count(const char* done, std::int64_t messages) {
  if (done != counted_) counted_since_ = std::chrono::steady_clock::now();
  counted_ = done;
  count_ = messages;
  tick();
}

std::string Progress::counts() const {
  if (counted_ == nullptr) return " ";
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - counted_since_;
  const double rate = taken.count() > 0 ? static_cast<double>(count_) / taken.count() : 0;
  return std::string(", ") + counted_ + " " + std::to_string(count_) + " messages, " +
         std::to_string(static_cast<std::int64_t>(rate)) + " a second ";
}

}  // namespace mayfly::app
