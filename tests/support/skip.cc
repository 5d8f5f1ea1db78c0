#define CATCH_CONFIG_EXTERNAL_INTERFACES  // or the header of Catch2 2 has no listeners
#include "support/skip.h"

#include <iostream>

#include "support/catch.h"

namespace mayfly::test {
namespace {

std::string& reason() {
  static std::string why;
  return why;
}

class SkipReport final : public EventListener {
 public:
  using EventListener::EventListener;

  void testCaseStarting(const Catch::TestCaseInfo& starting) override {
    name_ = starting.name;
    reason().clear();
  }
  void testCaseEnded(const Catch::TestCaseStats& ended) override {
    if (ended.totals.assertions.total() == 0)
      std::cerr << "mayfly_tests asserted nothing: " << name_ << std::endl;
    if (reason().empty() || !ended.totals.assertions.allOk()) return;
    std::cerr << "mayfly_tests skipped: " << name_ << ": " << reason() << std::endl;
  }

 private:
  std::string name_;
};

CATCH_REGISTER_LISTENER(SkipReport)

}  // namespace

void skip(const std::string& why) {
  reason() = why;
  SUCCEED(why);
}

}  // namespace mayfly::test
