#include "support/killed_process.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <limits>

namespace mayfly::test {
namespace {

/// Calls that leave every file as it was; a lock ends with its process.
constexpr std::array kHarmless{
    SYS_brk,       SYS_close,  SYS_fcntl,        SYS_flock,         SYS_fstat,      SYS_getdents64,
    SYS_geteuid,   SYS_getpid, SYS_getrandom,    SYS_ioctl,         SYS_lseek,      SYS_madvise,
    SYS_mlock,     SYS_mmap,   SYS_mprotect,     SYS_munmap,        SYS_newfstatat, SYS_pread64,
    SYS_prlimit64, SYS_read,   SYS_rt_sigaction, SYS_rt_sigprocmask};

/// Counts the system calls of a process, but for harmless ones, from the first file that it opens
/// on after it has hardened itself: what the dynamic loader does before touches no vault.
class CallCounter {
 public:
  /// The number of the call that the process is about to make, or 0.
  int at_stop(pid_t pid) {
    __ptrace_syscall_info info{};
    ::ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return 0;
    const auto call = static_cast<long>(info.entry.nr);
    hardened_ |= call == SYS_prctl && info.entry.args[0] == PR_SET_DUMPABLE;
    if (count_ == 0 && !(hardened_ && call == SYS_openat)) return 0;
    if (std::ranges::find(kHarmless, call) != kHarmless.end()) return 0;
    return ++count_;
  }

 private:
  bool hardened_ = false;
  int count_ = 0;
};

/// Lets the process run until it is about to make call `n`, and kills it. Returns its exit code
/// where it ends before that.
int kill_at(pid_t pid, int n) {
  CallCounter counter;
  int status = 0;
  for (bool first = true; ::waitpid(pid, &status, 0) == pid && WIFSTOPPED(status); first = false) {
    if (first) ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    const bool at_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
    if (at_call && counter.at_stop(pid) == n) ::kill(pid, SIGKILL);
    ::ptrace(PTRACE_SYSCALL, pid, nullptr, nullptr);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kWasKilled;
}

}  // namespace

RunResult run_and_kill(std::vector<std::string> arguments,
                       std::map<std::string, std::string> environment, int n) {
  Process process(std::move(arguments), {"", std::move(environment), [] {
                                           if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
                                             ::_exit(99);
                                         }});
  const int status = kill_at(process.pid(), n);
  RunResult result = process.wait();
  result.status = status;
  return result;
}

bool can_trace() {
  return run_and_kill({"true"}, {}, std::numeric_limits<int>::max()).status == 0;
}

}  // namespace mayfly::test
