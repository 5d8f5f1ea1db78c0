#include "support/killed_process.h"

#include <sys/prctl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace mayfly::test {
namespace {

/// Calls that leave every file as it was; a lock ends with its process.
constexpr std::array kHarmless{
    SYS_brk,       SYS_close,  SYS_fcntl,        SYS_flock,         SYS_fstat,      SYS_getdents64,
    SYS_geteuid,   SYS_getpid, SYS_getrandom,    SYS_ioctl,         SYS_lseek,      SYS_madvise,
    SYS_mlock,     SYS_mmap,   SYS_mprotect,     SYS_munmap,        SYS_newfstatat, SYS_pread64,
    SYS_prlimit64, SYS_read,   SYS_rt_sigaction, SYS_rt_sigprocmask};

/// Counts the system calls of a process, except harmless ones, from the first file that it opens
/// on after it has hardened itself: what the dynamic loader does before touches no vault.
class CallCounter {
 public:
  /// The number of the call, or 0.
  int count(const TracedCall& call) {
    hardened_ |= call.number == SYS_prctl && call.first_argument == PR_SET_DUMPABLE;
    if (count_ == 0 && !(hardened_ && call.number == SYS_openat)) return 0;
    if (std::ranges::find(kHarmless, call.number) != kHarmless.end()) return 0;
    return ++count_;
  }

 private:
  bool hardened_ = false;
  int count_ = 0;
};

}  // namespace

RunResult run_and_kill(std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment, int n) {
  CallCounter counter;
  bool killed = false;
  RunResult result = run_traced(std::move(arguments), {"", std::move(environment), [] {}},
                                [&](const TracedCall& call) {
                                  if (counter.count(call) != n) return;
                                  killed = ::kill(call.pid, SIGKILL) == 0;
                                });
  if (killed) result.status = kWasKilled;
  return result;
}

}  // namespace mayfly::test
