// Real processes in the queue: killed, stopped, and many at once. Nothing here depends on how long
// anything takes.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <list>
#include <utility>
#include <vector>

#include "platform/file_lock.h"
#include "support/bytes_of.h"
#include "support/catch.h"
#include "support/errors.h"
#include "support/fakes.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::platform;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

/// Tells when a process begins to wait: it is in the queue then.
class TellingClock final : public WaitClock {
 public:
  explicit TellingClock(int to) : to_(to) {}
  std::chrono::nanoseconds now() override { return system_.now(); }
  void pause(std::chrono::nanoseconds time) override {
    tell();
    system_.pause(time);
  }

  void tell() {
    if (!std::exchange(told_, true) && ::write(to_, "t", 1) != 1) ::_exit(2);
  }

 private:
  int to_;
  bool told_ = false;
  SystemWaitClock system_;
};

/// A process that takes the lock, and works while it holds it.
class Holder {
 public:
  Holder(const std::filesystem::path& lock, const std::function<void()>& work) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) run(lock, work, ends[1]);
    ::close(ends[1]);
    told_ = Descriptor(ends[0]);
  }
  ~Holder() {
    if (pid_ > 0) end(SIGKILL);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  /// Returns when it holds the lock, or waits for it.
  void wait_until_there() const {
    char byte = 0;
    REQUIRE(::read(told_.get(), &byte, 1) == 1);
  }
  void stop() const { ::kill(pid_, SIGSTOP); }
  void end(int signal) {
    ::kill(pid_, signal);
    wait();
  }
  bool wait() {
    int status = -1;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return status == 0;
  }

 private:
  [[noreturn]] static void run(const std::filesystem::path& lock, const std::function<void()>& work,
                               int told) {
    TellingClock clock(told);
    Patience patience(clock, {24h, 24h});
    const auto failed = error_kind([&] {
      const FileLock held(lock, patience);
      clock.tell();
      work();
    });
    ::_exit(failed ? 1 : 0);
  }

  pid_t pid_ = -1;
  Descriptor told_;
};

struct RaceFixture {
  TempFolder folder;
  std::filesystem::path path = folder / "lock";
  std::filesystem::path log = folder / "log";
  ManualWaitClock clock;
  Patience patience{clock, {10s, 60s}};

  void note(int number) { std::ofstream(log, std::ios::app) << number << '\n'; }
  std::vector<int> noted() {
    std::ifstream file(log);
    return {std::istream_iterator<int>(file), {}};
  }
};

}  // namespace

TEST_CASE_METHOD(RaceFixture, "the lock of a holder that is killed is free", "[queue][race]") {
  Holder holder(path, [] { ::pause(); });
  holder.wait_until_there();
  clock.on_pause = [&] {
    if (clock.pauses == 3) holder.end(SIGKILL);
  };
  const FileLock lock(path, patience);
  CHECK(clock.pauses == 3);
}

TEST_CASE_METHOD(RaceFixture, "a holder that is stopped makes others say busy", "[queue][race]") {
  Holder holder(path, [] { ::pause(); });
  holder.wait_until_there();
  holder.stop();
  CHECK(error_kind([&] { FileLock(path, patience); }) == ErrorKind::busy);
  CHECK(clock.now() == 10s);
}

TEST_CASE_METHOD(RaceFixture, "one who is killed while waiting is passed by", "[queue][race]") {
  Holder holder(path, [] { ::pause(); });
  holder.wait_until_there();
  Holder first(path, [&] { note(1); });
  first.wait_until_there();
  Holder killed(path, [&] { note(2); });
  killed.wait_until_there();
  Holder last(path, [&] { note(3); });
  last.wait_until_there();
  killed.end(SIGKILL);
  holder.end(SIGKILL);
  CHECK(first.wait());
  CHECK(last.wait());
  CHECK(noted() == std::vector{1, 3});
}

TEST_CASE_METHOD(RaceFixture, "of twenty who wait, nobody is overtaken by more than two",
                 "[queue][race]") {
  constexpr int kCount = 20;
  Holder holder(path, [] { ::pause(); });
  holder.wait_until_there();
  std::list<Holder> waiting;
  for (int i = 0; i < kCount; ++i) {
    waiting.emplace_back(path, [this, i] { note(i); });
    waiting.back().wait_until_there();
  }
  holder.end(SIGKILL);
  for (Holder& one : waiting) CHECK(one.wait());
  const std::vector<int> order = noted();
  REQUIRE(order.size() == kCount);
  for (auto at = order.begin(); at != order.end(); ++at) {
    CAPTURE(*at);
    CHECK(std::count_if(order.begin(), at, [&](int earlier) { return earlier > *at; }) <= 2);
  }
}

TEST_CASE_METHOD(RaceFixture, "of forty processes at once only one holds it", "[queue][race]") {
  constexpr int kCount = 40;
  constexpr int kRounds = 20;
  std::ofstream(log) << 0;
  std::list<Holder> holders;
  const auto count_up = [&] {
    const int count = std::stoi(bytes_of(log));
    std::ofstream(log) << count + 1;
  };
  for (int i = 0; i < kCount; ++i) {
    holders.emplace_back(folder / ("own-" + std::to_string(i)), [&] {
      SystemWaitClock system;
      Patience endless(system, {24h, 24h});
      for (int round = 0; round < kRounds; ++round) {
        const FileLock held(path, endless);
        count_up();
      }
    });
  }
  for (Holder& one : holders) CHECK(one.wait());
  CHECK(bytes_of(log) == std::to_string(kCount * kRounds));
}
