#include "with_temp_folder.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t worker = 0;

void pass_on(int signal) {
  ::kill(static_cast<pid_t>(worker), signal);
}

sigset_t signal_set() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : kSignals) ::sigaddset(&set, signal);
  return set;
}

int reported(const std::function<int(const fs::path&)>& work, const fs::path& folder) try {
  return work(folder);
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}

/// The worker, started. From here on a signal to us ends the worker, and leaves us to clean up.
pid_t start(const std::function<int(const fs::path&)>& work, const fs::path& folder) {
  const sigset_t signals = signal_set();
  sigset_t before;
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) {
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    std::exit(reported(work, folder));
  }
  worker = pid;
  struct sigaction forward {};
  forward.sa_handler = pass_on;
  for (const int signal : kSignals) ::sigaction(signal, &forward, nullptr);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  return pid;
}

fs::path make_temp_folder() {
  std::string pattern = fs::temp_directory_path() / "mayfly-bench-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "mkdtemp " + pattern);
  }
  return pattern;
}

}  // namespace

int with_temp_folder(const std::function<int(const fs::path&)>& work) {
  const fs::path folder = make_temp_folder();
  const pid_t pid = start(work, folder);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace mayfly::bench
