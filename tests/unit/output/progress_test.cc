#include "output/progress.h"

#include <sys/mman.h>
#include <unistd.h>

#include "support/catch.h"

using namespace mayfly::app;
using namespace std::chrono_literals;

namespace {

/// Standard error as a file.
struct Errors {
  Io io{.err = ::memfd_create("errors", MFD_CLOEXEC)};
  ~Errors() { ::close(io.err); }

  std::string text() const {
    std::string text(static_cast<std::size_t>(::lseek(io.err, 0, SEEK_END)), '\0');
    REQUIRE(::pread(io.err, text.data(), text.size(), 0) == std::ssize(text));
    return text;
  }
};

}  // namespace

TEST_CASE("progress tells what was counted, and goes away", "[progress]") {
  const Errors errors;
  Progress::TimePoint now{};
  {
    Progress progress(errors.io, 0s, [&] { return now; });
    progress.count("stored", 1);
    CHECK(errors.text().empty());
    for (int tenths = 0; tenths < 20; ++tenths) {
      now += 100ms;
      progress.count("stored", 100 * tenths);
    }
    CHECK(errors.text() ==
          "\rmayfly: at work, 1 s, stored 900 messages, 900 a second "
          "\rmayfly: at work, 2 s, stored 1900 messages, 950 a second ");
  }
  CHECK(errors.text().ends_with("\r\x1b[K"));
}

TEST_CASE("progress does not count while somebody types", "[progress]") {
  const Errors errors;
  Progress::TimePoint now{};
  Progress progress(errors.io, 0s, [&] { return now; });
  progress.tick();
  now += 20s;
  progress.count("stored", 1);
  CHECK(errors.text().empty());
  for (int tenths = 0; tenths < 10; ++tenths) {
    now += 100ms;
    progress.tick();
  }
  CHECK(errors.text() == "\rmayfly: at work, 1 s, stored 1 message, 1 a second ");
}

TEST_CASE("progress says nothing of what is done at once", "[progress]") {
  const Errors errors;
  {
    Progress progress(errors.io, 1h);
    progress.count("stored", 1000);
    progress.tick();
  }
  CHECK(errors.text().empty());
}
