#pragma once

#include <functional>
#include <vector>

#include "process/watch.h"
#include "support/fakes.h"

namespace mayfly::test {

/// A watch whose waits take no time. In each one the next of `meanwhile` happens; when none is
/// left, nothing comes any more, and the time goes by.
class FakeWatch final : public app::Watch {
 public:
  explicit FakeWatch(ManualWaitClock& clock) : clock_(clock) {}

  void begin(const std::filesystem::path& database) override {
    watched = database;
    is_begun_ = true;
  }
  bool wait(std::chrono::nanoseconds time) override {
    if (!is_begun_) throw std::runtime_error("a wait for what nobody watches");
    waits.push_back(time);
    if (waits.size() > meanwhile.size()) {
      clock_.pause(time);
      return false;
    }
    clock_.pause(std::chrono::seconds{1});
    meanwhile[waits.size() - 1]();
    return true;
  }

  std::vector<std::function<void()>> meanwhile;
  std::vector<std::chrono::nanoseconds> waits;
  std::filesystem::path watched;

 private:
  ManualWaitClock& clock_;
  bool is_begun_ = false;
};

}  // namespace mayfly::test
