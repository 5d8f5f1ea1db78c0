#include "support/traced_process.h"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

namespace mayfly::test {
namespace {

/// Nothing at the end of a call.
std::optional<TracedCall> call_of(pid_t pid) {
  __ptrace_syscall_info info{};
  ::ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return std::nullopt;
  return TracedCall{pid, static_cast<long>(info.entry.nr), info.entry.args[0]};
}

/// Returns the status of its end.
int trace(pid_t pid, const std::function<void(const TracedCall&)>& look) {
  int status = 0;
  for (bool first = true; ::waitpid(pid, &status, 0) == pid && WIFSTOPPED(status); first = false) {
    if (first) ::ptrace(PTRACE_SETOPTIONS, pid, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    const bool at_call = WSTOPSIG(status) == (SIGTRAP | 0x80);
    if (const auto call = at_call ? call_of(pid) : std::nullopt) look(*call);
    const int signal = at_call || WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    ::ptrace(PTRACE_SYSCALL, pid, nullptr, signal);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

RunResult run_traced(std::vector<std::string> arguments, Process::Options options,
                     const std::function<void(const TracedCall&)>& look) {
  options.in_child = [prepare = std::move(options.in_child)] {
    prepare();
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(99);
  };
  Process process(std::move(arguments), options);
  const int status = trace(process.pid(), look);
  RunResult result = process.wait();
  result.status = status;
  return result;
}

bool can_trace() {
  return run_traced({"true"}, {}, [](const TracedCall&) {}).status == 0;
}

}  // namespace mayfly::test
