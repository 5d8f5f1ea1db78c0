// A message that is named, and another one on standard input: one of them would be lost.

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "support/app_runner.h"
#include "support/catch.h"

using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// Somebody who writes to the program's standard input.
struct Writer : AppRunner {
  int ends[2] = {-1, -1};  ///< to read from, to write to

  void open(bool socket) {
    if (socket) {
      REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    } else {
      REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    }
    in_override = ends[0];
  }
  void write() { REQUIRE(::write(ends[1], "secret", 6) == 6); }
  void close(int& fd) {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
  ~Writer() {
    close(ends[0]);
    close(ends[1]);
  }
};

}  // namespace

TEST_CASE_METHOD(Writer, "an argument beside a pipe or a socket that has bytes is refused",
                 "[store]") {
  open(GENERATE(false, true));
  SECTION("that are there") {
    write();
    CHECK(run({"store", "-q", "door"}).status == 2);
  }
  SECTION("that come later") {
    std::thread slow([this] { write(); });
    CHECK(run({"store", "-q", "door"}).status == 2);
    slow.join();
  }
  CHECK_FALSE(std::filesystem::exists(vault()));
}

TEST_CASE_METHOD(Writer, "an argument beside a pipe or a socket without bytes is stored",
                 "[store]") {
  open(GENERATE(false, true));
  SECTION("that has ended") {
    close(ends[1]);
  }
  SECTION("that somebody keeps open") {
    input_wait = 1ms;
  }
  CHECK(run({"store", "-q", "door"}).status == 0);
  CHECK(run({"get"}).out == "door");
}

TEST_CASE_METHOD(AppRunner, "an argument is stored where standard input is empty or closed",
                 "[store]") {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  in_override = GENERATE(0, 1) == 0 ? nothing : 999;
  CHECK(run({"store", "-q", "door"}).status == 0);
  in_override = -1;
  CHECK(run({"get"}).out == "door");
  ::close(nothing);
}
