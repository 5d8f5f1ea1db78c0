#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace mayfly::test {

/// Takes in the processes that others leave behind while it lives, and ends them at its end.
class LeftProcesses {
 public:
  LeftProcesses() : before_(children()) { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }
  ~LeftProcesses() {
    for (const pid_t pid : find("")) end(pid, SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  }
  LeftProcesses(const LeftProcesses&) = delete;
  LeftProcesses& operator=(const LeftProcesses&) = delete;

  /// Those whose program has this name.
  std::set<pid_t> find(const std::string& name) const {
    std::set<pid_t> found;
    for (const pid_t pid : children())
      if (!before_.contains(pid) && (name.empty() || name_of(pid) == name)) found.insert(pid);
    return found;
  }

  /// Waits for the end of those of this name.
  void wait_for(const std::string& name) const {
    for (const pid_t pid : find(name)) ::waitpid(pid, nullptr, 0);
  }

  /// Sends it a signal, and waits for its end.
  static int end(pid_t pid, int signal) {
    ::kill(pid, signal);
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }

 private:
  static std::string name_of(pid_t pid) {
    std::string name;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
    return name;
  }
  static pid_t parent_of(const std::filesystem::path& process) {
    std::ifstream status(process / "status");
    for (std::string word; status >> word;)
      if (word == "PPid:") {
        pid_t parent = 0;
        status >> parent;
        return parent;
      }
    return 0;
  }
  static std::set<pid_t> children() {
    std::set<pid_t> pids;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      if (name.find_first_not_of("0123456789") == std::string::npos &&
          parent_of(entry.path()) == ::getpid())
        pids.insert(std::stoi(name));
    }
    return pids;
  }

  std::set<pid_t> before_;
};

}  // namespace mayfly::test
