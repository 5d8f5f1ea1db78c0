#include "support/insistent_process.h"

#include "support/catch.h"
#include "support/longest_wait.h"

namespace mayfly::test {

constexpr int kBusy = 11;  // mayfly(1), EXIT STATUS

using std::chrono::steady_clock;

InsistentProcess::InsistentProcess(std::vector<std::string> arguments, Process::Options options)
    : arguments_(std::move(arguments)),
      options_(std::move(options)),
      first_start_(steady_clock::now()) {
  start();
}

void InsistentProcess::start() {
  start_ = steady_clock::now();
  process_ = std::make_unique<Process>(arguments_, options_);
}

RunResult InsistentProcess::wait() {
  for (;;) {
    RunResult result = process_->wait();
    const auto end = steady_clock::now();
    if (result.status != kBusy || end - first_start_ > kLongestWait) return result;
    CAPTURE(result.err);
    CHECK(end - start_ >= VaultOptions{}.busy_timeout);
    CHECK(result.out.empty());
    start();
  }
}

}  // namespace mayfly::test
