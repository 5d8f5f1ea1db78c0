#include "support/real_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace mayfly::test {
namespace {

int memory_file() {
  return ::memfd_create("stream", MFD_CLOEXEC);
}

std::string content_of(int fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  if (::pread(fd, text.data(), text.size(), 0) < 0) throw std::runtime_error("pread");
  return text;
}

std::chrono::microseconds duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

[[noreturn]] void become(const std::vector<std::string>& arguments,
                         const Process::Options& options) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  if (!options.environment.contains("PATH"))
    variables.push_back("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
  std::vector<char*> words;
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  options.in_child();
  ::execvpe(words[0], words.data(), environment.data());
  ::_exit(127);
}

}  // namespace

Process::Process(std::vector<std::string> arguments, const Options& options)
    : in_(memory_file()), out_(memory_file()), err_(memory_file()) {
  if (::write(in_, options.input.data(), options.input.size()) < 0)
    throw std::runtime_error("write");
  ::lseek(in_, 0, SEEK_SET);
  pid_ = ::fork();
  if (pid_ != 0) return;
  ::dup2(in_, 0);
  ::dup2(out_, 1);
  ::dup2(err_, 2);
  become(arguments, options);
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait();
  }
  for (const int fd : {in_, out_, err_}) ::close(fd);
}

RunResult Process::wait() {
  int status = 0;
  rusage usage{};
  ::wait4(std::exchange(pid_, -1), &status, 0, &usage);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out_),
          content_of(err_), static_cast<std::size_t>(usage.ru_maxrss) * 1024,
          duration_of(usage.ru_utime) + duration_of(usage.ru_stime)};
}

RunResult run_process(std::vector<std::string> arguments, const Process::Options& options) {
  return Process(std::move(arguments), options).wait();
}

bool has_program(const std::string& name) {
  return run_process({"sh", "-c", "command -v " + name}, {}).status == 0;
}

}  // namespace mayfly::test
