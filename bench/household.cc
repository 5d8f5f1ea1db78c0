#include "household.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "stopwatch.h"

namespace mayfly::bench {
namespace {

namespace fs = std::filesystem;

/// Where the child's descriptors lead.
class Redirections {
 public:
  Redirections() { ::posix_spawn_file_actions_init(&actions_); }
  ~Redirections() { ::posix_spawn_file_actions_destroy(&actions_); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;

  void add(int fd, const fs::path& path, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, fd, path.c_str(), flags, S_IRUSR | S_IWUSR);
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void failed(const Command& command, int status, const fs::path& errors) {
  const std::string end = WIFEXITED(status) ? "exit status " + std::to_string(WEXITSTATUS(status))
                                            : "signal " + std::to_string(WTERMSIG(status));
  throw std::runtime_error(command.words.front() + " failed (" + end + "): " + content_of(errors));
}

double cpu_ms(const rusage& usage) {
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

std::size_t peak_bytes(const rusage& usage) {
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

Household::Household(fs::path folder)
    : folder_(std::move(folder)),
      environment_{"HOME=" + folder_.string(), "GNUPGHOME=" + (folder_ / "gnupg").string(),
                   "LC_ALL=C"} {
  fs::create_directory(folder_);
  if (const char* path = std::getenv("PATH")) environment_.push_back(std::string("PATH=") + path);
}

Cost Household::run(const Command& command) const {
  return run(command, "/dev/null");
}

std::string Household::output_of(const Command& command) const {
  run(command, folder_ / "stdout");
  return content_of(folder_ / "stdout");
}

Cost Household::run(const Command& command, const fs::path& output) const {
  const fs::path errors = folder_ / "stderr";
  Redirections redirections;
  redirections.add(STDIN_FILENO, command.input, O_RDONLY);
  redirections.add(STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC);
  redirections.add(STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC);
  const std::vector<char*> arguments = pointers(command.words);
  const std::vector<char*> environment = pointers(environment_);

  pid_t pid = 0;
  int status = 0;
  rusage usage{};
  const Stopwatch stopwatch;
  if (const int error = ::posix_spawn(&pid, arguments[0], redirections.get(), nullptr,
                                      arguments.data(), environment.data())) {
    throw std::system_error(error, std::generic_category(), command.words.front());
  }
  while (::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) continue;
  const Cost cost{stopwatch.seconds() * 1e3, cpu_ms(usage), peak_bytes(usage)};
  if (status != 0) failed(command, status, errors);
  return cost;
}

std::optional<std::string> find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path program = fs::path(folder) / name;
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

}  // namespace mayfly::bench
