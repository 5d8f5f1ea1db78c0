#include "platform/file_lock.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <deque>
#include <fstream>
#include <optional>
#include <string>

#include "platform/system_error.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/fakes.h"
#include "support/queue_place.h"
#include "support/small_disk.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

struct LockFixture {
  TempFolder folder;
  std::filesystem::path path = folder / "lock";
  ManualWaitClock clock;
  Patience patience{clock, {10s, 60s}};
  Patience none;

  bool is_held() {
    return error_kind([&] { FileLock(path, none); }) == ErrorKind::busy;
  }
};

/// A queue. The first one holds the file; each holds it for nine seconds.
struct MovingQueue {
  MovingQueue(LockFixture& at, int count) : clock(at.clock) {
    for (int i = 0; i < count; ++i) places.emplace_back(at.path);
    REQUIRE(places.front()->enter_empty());
    for (int i = 1; i < count; ++i) REQUIRE(places.at(static_cast<std::size_t>(i))->draw());
    clock.on_pause = [this] { move(); };
  }
  void move() {
    if (places.empty() || clock.now() < next) return;
    next = clock.now() + 9s;
    places.front().leave();
    places.pop_front();
    if (!places.empty()) CHECK(places.front()->look().entered);
  }

  ManualWaitClock& clock;
  std::deque<QueuePlace> places;
  std::chrono::nanoseconds next = 9s;
};

}  // namespace

TEST_CASE_METHOD(LockFixture, "one holder is waited for, and no longer than was said",
                 "[file_lock]") {
  const FileLock held(path, none);
  CHECK(error_kind([&] { FileLock(path, patience); }) == ErrorKind::busy);
  CHECK(clock.now() == 10s);
  CHECK(clock.pauses < 5000);  // an idle wait keeps no processor busy
}

TEST_CASE_METHOD(LockFixture, "without patience nothing is waited for", "[file_lock]") {
  const FileLock held(path, none);
  Patience at_once(clock, {10s, 0s});
  CHECK(error_kind([&] { FileLock(path, at_once); }) == ErrorKind::busy);
  CHECK(clock.pauses == 0);
}

TEST_CASE_METHOD(LockFixture, "in a queue that moves one waits on", "[file_lock]") {
  MovingQueue queue(*this, 6);
  const FileLock lock(path, patience);
  CHECK(clock.now() >= 54s);
  CHECK(clock.now() < 54s + 100ms);
}

TEST_CASE_METHOD(LockFixture, "in a queue that moves one waits no longer than was said in all",
                 "[file_lock]") {
  MovingQueue queue(*this, 9);
  CHECK(error_kind([&] { FileLock(path, patience); }) == ErrorKind::busy);
  CHECK(clock.now() == 60s);
}

TEST_CASE_METHOD(LockFixture, "who gave up is not in the way of those behind", "[file_lock]") {
  std::optional<FileLock> held(std::in_place, path, none);
  const Descriptor stays_open(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  CHECK(error_kind([&] { HeldLock(stays_open, path, patience); }) == ErrorKind::busy);
  QueuePlace behind(path);
  REQUIRE(behind->draw());
  held.reset();
  CHECK(behind->look().entered);
}

TEST_CASE_METHOD(LockFixture, "a child that was forked meanwhile holds nothing", "[file_lock]") {
  std::optional<FileLock> held(std::in_place, path, none);
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  CHECK(is_held());
  held.reset();
  CHECK_FALSE(is_held());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("a file system that cannot lock is told, and is not busy", "[file_lock]") {
  const Error error = system_error(ENOLCK, "lock", "/nfs/vault.db-lock");
  CHECK(error.kind() == ErrorKind::not_written);
  CHECK(std::string(error.what()) == "could not lock /nfs/vault.db-lock: No locks available");
}

TEST_CASE_METHOD(LockFixture, "one who is stopped in front is passed by after two seconds",
                 "[file_lock]") {
  std::optional<FileLock> held(std::in_place, path, none);
  QueuePlace stopped(path);
  REQUIRE(stopped->draw());
  clock.on_pause = [&] { held.reset(); };
  const FileLock lock(path, patience);
  CHECK(clock.now() >= 2s);
  CHECK(clock.now() < 2s + 100ms);
  CHECK_FALSE(stopped->look().entered);
}

TEST_CASE_METHOD(LockFixture, "a holder that waited in vain is none that moved", "[file_lock]") {
  const bool in_vain = GENERATE(true, false);
  ManualWaitClock theirs;
  Patience patience_of_holder(theirs, {10s, 60s});
  std::optional<FileLock> held(std::in_place, path, patience_of_holder);
  clock.on_pause = [&] {
    if (clock.now() < 9s) return;
    while (in_vain && patience_of_holder.pause(1s)) {
    }
    held.reset();
  };
  const FileLock lock(path, patience);
  patience.next_lock();
  CHECK((patience.left().holder < 2s) == in_vain);
  CHECK(bytes_of(path) == (in_vain ? std::string(7, '\0') + '\1' : ""));
}

TEST_CASE_METHOD(LockFixture, "with the file removed, who waited queues at the new one",
                 "[file_lock]") {
  std::optional<FileLock> held(std::in_place, path, none);
  std::optional<FileLock> at_new_file;
  clock.on_pause = [&] {
    if (clock.pauses == 1) {
      std::filesystem::remove(path);
      at_new_file.emplace(path, none);
    }
    if (clock.pauses == 2) held.reset();
    if (clock.pauses == 9) at_new_file.reset();
  };
  const FileLock lock(path, patience);
  CHECK(clock.pauses >= 9);
  CHECK(is_held());
}

TEST_CASE_METHOD(LockFixture, "a full disk is no obstacle, and a read-only one is told",
                 "[file_lock]") {
  SmallDisk disk(folder / "disk", "64k");
  if (disk.is_missing()) return;
  path = folder / "disk/lock";
  { const FileLock makes_it(path, none); }
  SECTION("full") {
    std::ofstream(folder / "disk/rest") << std::string(100'000, 'x');
    {
      const FileLock held(path, patience);
      CHECK(is_held());
      while (patience.pause(1s)) {
      }
      REQUIRE(patience.exhausted());
    }
    CHECK(bytes_of(path).empty());  // the count could not be written
  }
  SECTION("read-only") {
    disk.set_read_only(true);
    CHECK_THROWS_WITH(FileLock(path, none),
                      "could not open " + path.string() + ": Read-only file system");
    disk.set_read_only(false);
  }
  CHECK_FALSE(is_held());
}

TEST_CASE_METHOD(LockFixture,
                 "a turn that comes after a wait in vain, and is then taken, is no move",
                 "[file_lock]") {
  ManualWaitClock theirs;
  Patience patience_of_holder(theirs, {10s, 60s});
  std::optional<FileLock> held(std::in_place, path, patience_of_holder);
  QueuePlace next(path);
  REQUIRE(next->draw());
  bool taken = false;
  clock.on_pause = [&] {
    if (clock.now() < 9s || taken) return;
    taken = !held && next->look().entered;  // one pause later: the turn was seen to be idle
    while (patience_of_holder.pause(1s)) {
    }
    held.reset();
  };
  CHECK(error_kind([&] { FileLock(path, patience); }) == ErrorKind::busy);
  CHECK(taken);
  CHECK(clock.now() == 10s);
}

TEST_CASE_METHOD(LockFixture, "a holder that was to wait for less has waited in vain, too",
                 "[file_lock]") {
  ManualWaitClock theirs;
  Patience patience_of_holder(theirs, {10s, 2s});
  {
    const FileLock held(path, patience_of_holder);
    while (patience_of_holder.pause(1s)) {
    }
  }
  CHECK(bytes_of(path) == std::string(7, '\0') + '\1');
}

TEST_CASE_METHOD(LockFixture, "six who are stopped in front are all passed by", "[file_lock]") {
  std::optional<FileLock> held(std::in_place, path, none);
  std::deque<QueuePlace> stopped;
  for (int i = 0; i < 6; ++i) REQUIRE(stopped.emplace_back(path)->draw());
  clock.on_pause = [&] { held.reset(); };
  const FileLock lock(path, patience);
  CHECK(clock.now() >= 2s);
}
