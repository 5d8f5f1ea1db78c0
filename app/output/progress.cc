#include "output/progress.h"

#include <string>
#include <utility>

#include "output/wording.h"

namespace mayfly::app {

void Progress::clear() noexcept {
  if (!line_shown_) return;
  line_shown_ = false;
  write_err(io_, "\r\x1b[K");
}

void Progress::tick() {
  constexpr std::chrono::seconds kPause{1};
  const TimePoint now = now_();
  const auto since_tick = now - std::exchange(ticked_, now);
  if (since_tick > kPause) start_ += since_tick;
  const auto elapsed = std::chrono::floor<std::chrono::seconds>(now - start_);
  if (elapsed <= shown_) return;
  shown_ = elapsed;
  write_err(io_, "\rmayfly: at work, " + std::to_string(elapsed.count()) + " s" + counts());
  line_shown_ = true;
}

void Progress::count(const char* done, std::int64_t messages) {
  if (done != counted_) counted_since_ = now_();
  counted_ = done;
  count_ = messages;
  tick();
}

std::string Progress::counts() const {
  if (counted_ == nullptr) return " ";
  const std::string counts = std::string(", ") + counted_ + " " + counted(count_, "message");
  const std::chrono::duration<double> taken = ticked_ - counted_since_;
  if (taken < std::chrono::seconds{1}) return counts + " ";
  const auto rate = static_cast<std::int64_t>(static_cast<double>(count_) / taken.count());
  return counts + ", " + std::to_string(rate) + " a second ";
}

}  // namespace mayfly::app
