#include "platform/file_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support/catch.h"
#include "support/errors.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;
using namespace std::chrono_literals;

TEST_CASE("a lock that another holds is waited for, and no longer than was said", "[file_lock]") {
  TempFolder folder;
  const auto path = folder / "lock";
  const FileLock held(path, 1s);
  CHECK(error_kind([&] { FileLock(path, 0ms); }) == ErrorKind::busy);
  CHECK(error_kind([&] { FileLock(path, 30ms); }) == ErrorKind::busy);
}

TEST_CASE("a waiter gets the lock when it is let go", "[file_lock]") {
  TempFolder folder;
  const auto path = folder / "lock";
  int start[2];
  int asked[2];
  REQUIRE((::pipe(start) == 0 && ::pipe(asked) == 0));
  // Forked before the lock is taken: a child would inherit it.
  const pid_t child = ::fork();
  if (child == 0) {
    char byte = 0;
    if (::read(start[0], &byte, 1) != 1 || ::write(asked[1], &byte, 1) != 1) ::_exit(2);
    ::_exit(error_kind([&] { FileLock(path, 60s); }) ? 1 : 0);
  }
  {
    const FileLock held(path, 1s);
    char byte = 's';
    CHECK(::write(start[1], &byte, 1) == 1);
    CHECK(::read(asked[0], &byte, 1) == 1);
    CHECK(error_kind([&] { FileLock(path, 20ms); }) == ErrorKind::busy);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  for (const int fd : {start[0], start[1], asked[0], asked[1]}) ::close(fd);
}

TEST_CASE("waiting leaves the signal's handling as it was", "[file_lock]") {
  TempFolder folder;
  struct sigaction mine {};
  mine.sa_handler = SIG_IGN;
  struct sigaction before {};
  ::sigaction(SIGRTMIN, &mine, &before);
  const FileLock held(folder / "lock", 1s);
  CHECK(error_kind([&] { FileLock(folder / "lock", 5ms); }) == ErrorKind::busy);
  struct sigaction after {};
  ::sigaction(SIGRTMIN, &before, &after);
  CHECK(after.sa_handler == SIG_IGN);
}
