#include "mayfly/clock.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <functional>
#include <string>

#include "support/catch.h"
#include "support/errors.h"
#include "support/skip.h"
#include "support/temp_folder.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;

namespace {

enum Outcome : int { kRight, kWrong, kNotPossible };

/// What `check` returns in a process of its own.
int in_child(const std::function<int()>& check) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(check());
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool write_offset(std::chrono::seconds boottime) {
  const std::string text = "boottime " + std::to_string(boottime.count()) + " 0\n";
  const int fd = ::open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
  const bool written = ::write(fd, text.data(), text.size()) == std::ssize(text);
  ::close(fd);
  return written;
}

/// The same in a child of a process that has made a time namespace with that offset.
int in_time_namespace(std::chrono::seconds boottime, const std::function<int()>& check) {
  return in_child([&]() -> int {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWTIME) != 0 || !write_offset(boottime))
      return kNotPossible;
    return in_child(check);
  });
}

void require_right(int outcome) {
  if (outcome == kNotPossible) skip("this process may not make a time namespace");
  CHECK((outcome == kRight || outcome == kNotPossible));
}

/// Whether the clock says what this machine's does, between two looks of the parent at it.
int goes_on_from(std::chrono::milliseconds before) {
  SystemClock clock;
  return clock.since_boot() >= before && clock.since_boot() < before + 1h && clock.boot_id()
             ? kRight
             : kWrong;
}

}  // namespace

TEST_CASE("the boot's clock is the machine's, also in a time namespace", "[system_clock]") {
  const auto before = SystemClock().since_boot();
  const auto offset = GENERATE(std::chrono::seconds(365 * 24h), std::chrono::seconds(-10s));
  require_right(in_time_namespace(offset, [&]() -> int {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    const bool is_moved = std::chrono::seconds(time.tv_sec) >= before + 24h || offset < 0s;
    return is_moved ? goes_on_from(before) : kWrong;
  }));
}

TEST_CASE("who has made a time namespace for its children is not in it", "[system_clock]") {
  const auto before = SystemClock().since_boot();
  require_right(in_child([&]() -> int {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWTIME) != 0 || !write_offset(365 * 24h))
      return kNotPossible;
    return goes_on_from(before);
  }));
}

TEST_CASE("in a time namespace whose offset cannot be read there is no boot id", "[system_clock]") {
  require_right(in_time_namespace(365 * 24h, []() -> int {
    if (::unshare(CLONE_NEWTIME) != 0) return kNotPossible;  // /proc tells of the new one now
    return SystemClock().boot_id() ? kWrong : kRight;
  }));
}

TEST_CASE("without /proc there is no boot id", "[system_clock]") {
  TempFolder folder;
  const int outcome = in_child([&]() -> int {
    if (::unshare(CLONE_NEWUSER) != 0 || ::chroot(folder.path().c_str()) != 0) return kNotPossible;
    return SystemClock().boot_id() ? kWrong : kRight;
  });
  if (outcome == kNotPossible) skip("this process may not change its root folder");
  CHECK((outcome == kRight || outcome == kNotPossible));
}

TEST_CASE("a boot id that cannot be read for want of descriptors is an error", "[system_clock]") {
  if (MAYFLY_SANITIZED != 0) return skip("UBSan needs descriptors itself");
  CHECK(in_child([]() -> int {
          const rlimit none{0, 0};
          ::setrlimit(RLIMIT_NOFILE, &none);
          return error_kind([] { SystemClock().boot_id(); }) ? kRight : kWrong;
        }) == kRight);
}

TEST_CASE("who may not ask the kernel does not know that the clock is synchronised",
          "[system_clock]") {
  CHECK(in_child([]() -> int {
          // SECCOMP_RET_ERRNO with EPERM for the two calls, as containers do.
          sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_adjtimex, 1, 0),
                                  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_adjtime, 0, 1),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
                                  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
          const sock_fprog program{5, filter};
          ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
          if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return kNotPossible;
          return SystemClock().synchronised() ? kWrong : kRight;
        }) != kWrong);
}
