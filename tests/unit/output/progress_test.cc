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
  {
    Progress progress(errors.io, -1s);  // it would have told of less
    progress.count("stored", 1000);
    CHECK(errors.text().starts_with("\rmayfly: at work, 0 s, stored 1000 messages, "));
    CHECK(errors.text().ends_with(" a second "));
  }
  CHECK(errors.text().ends_with("\r\x1b[K"));
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
