#include "support/pty_shell.h"

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace mayfly::test {
namespace {

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void become(const PtyJob& job) {
  const auto words = pointers_to(job.arguments);
  const auto variables = pointers_to(job.variables);
  ::setpgid(0, 0);
  ::tcsetpgrp(job.terminal, ::getpid());
  ::dup2(job.in, 0);
  ::dup2(job.out, 1);
  ::dup2(job.err, 2);
  ::signal(SIGTTOU, SIG_DFL);
  ::execvpe(words[0], words.data(), variables.data());
  ::_exit(127);
}

void report(const PtyJob& job, int number) {
  if (::write(job.report, &number, sizeof(number)) != sizeof(number)) ::_exit(99);
}

/// False at the end of the test.
bool may_go_on(const PtyJob& job) {
  char go = 0;
  return ::read(job.control, &go, 1) == 1;
}

}  // namespace

void run_pty_shell(const PtyJob& job) {
  ::close(job.master);
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGCONT})
    ::signal(signal, SIG_DFL);
  ::setsid();
  ::ioctl(job.terminal, TIOCSCTTY, 0);
  ::signal(SIGTTOU, SIG_IGN);  // so that it may take the terminal back
  const pid_t program = ::fork();
  if (program == 0) become(job);
  report(job, program);
  for (;;) {
    int status = 0;
    if (::waitpid(program, &status, WUNTRACED) != program) ::_exit(99);
    ::tcsetpgrp(job.terminal, ::getpgrp());
    report(job, status);
    const bool go_on = may_go_on(job);
    if (!WIFSTOPPED(status)) ::_exit(0);
    if (!go_on) ::kill(-program, SIGKILL);
    ::tcsetpgrp(job.terminal, program);
    ::kill(-program, SIGCONT);
  }
}

}  // namespace mayfly::test
