#include "process/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace mayfly::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kUsualPath = "/usr/local/bin:/usr/bin:/bin";
constexpr std::size_t kMaxOutput = std::size_t{65} << 20;  // bytes: more than any message
constexpr milliseconds kPollInterval{20};                  // if the kernel has no pidfd

bool may_run(const std::string& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0;
}

/// Both ends of a pipe, closed when it goes.
struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(std::exchange(ends[end], -1));
  }

  std::array<int, 2> ends{-1, -1};
};

/// While it lives, a program that does not read what we write does not end us.
class BrokenPipesIgnored {
 public:
  BrokenPipesIgnored() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before_);
  }
  ~BrokenPipesIgnored() { ::sigaction(SIGPIPE, &before_, nullptr); }
  BrokenPipesIgnored(const BrokenPipesIgnored&) = delete;
  BrokenPipesIgnored& operator=(const BrokenPipesIgnored&) = delete;

 private:
  struct sigaction before_ {};
};

[[noreturn]] void become(char* const* words, int in, int out, int err) {
  ::setsid();  // so that all of it can be killed, and that no terminal can end what it leaves
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGCHLD}) (void)std::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out < 0 ? nowhere : out, STDOUT_FILENO);
  ::dup2(err < 0 ? nowhere : err, STDERR_FILENO);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // what our caller has open, a script's pipe perhaps
  ::unsetenv("MAYFLY_PASSPHRASE_COMMAND");
  ::execv(words[0], words);
  ::_exit(127);
}

class Program {
 public:
  Program(const std::vector<std::string>& words, ProgramOutput output) {
    if (output == ProgramOutput::kept) {
      out_.emplace();
      err_.emplace();
    }
    if (in_.ends[0] < 0 || (out_ && out_->ends[0] < 0) || (err_ && err_->ends[0] < 0)) return;
    std::vector<char*> list;
    list.reserve(words.size() + 1);
    for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    (void)std::signal(SIGCHLD, SIG_DFL);  // were it ignored, the status would be lost
    pid_ = ::fork();
    if (pid_ == 0) become(list.data(), in_.ends[0], write_end(out_), write_end(err_));
    in_.close(0);
    for (auto* pipe : {&out_, &err_}) {
      if (*pipe) (*pipe)->close(1);
      if (*pipe) ::fcntl((*pipe)->ends[0], F_SETFL, O_NONBLOCK);
    }
    ::fcntl(in_.ends[1], F_SETFL, O_NONBLOCK);
    if (pid_ > 0) end_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  }
  ~Program() {
    if (pid_ > 0) {
      ::kill(-pid_, SIGKILL);
      ::kill(pid_, SIGKILL);  // it may not have its session yet
      ::waitpid(pid_, nullptr, 0);
    }
    if (end_ >= 0) ::close(end_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  bool has_started() const { return pid_ > 0; }

  bool has_ended() const {
    siginfo_t info{};
    const int look = WEXITED | WNOHANG | WNOWAIT;
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, look) == 0 && info.si_pid == pid_;
  }

  /// Writes and reads what can be at once. Returns whether there was something.
  bool exchange(ByteView& input, ProgramResult& result) {
    bool moved = write(input);
    moved = read(out_, result.out) || moved;
    return read(err_, result.err) || moved;
  }

  void wait(ByteView input, milliseconds time) const {
    std::array<pollfd, 4> events{pollfd{input.empty() ? -1 : in_.ends[1], POLLOUT, 0},
                                 pollfd{read_end(out_), POLLIN, 0},
                                 pollfd{read_end(err_), POLLIN, 0}, pollfd{end_, POLLIN, 0}};
    if (end_ < 0) time = std::min(time, kPollInterval);
    ::poll(events.data(), events.size(), static_cast<int>(time.count()));
  }

  /// After has_ended().
  int status() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static int read_end(const std::optional<Pipe>& pipe) { return pipe ? pipe->ends[0] : -1; }
  static int write_end(const std::optional<Pipe>& pipe) { return pipe ? pipe->ends[1] : -1; }

  bool write(ByteView& input) {
    if (in_.ends[1] < 0) return false;
    if (input.empty()) return in_.close(1), true;  // its end
    const ssize_t taken = ::write(in_.ends[1], input.data(), input.size());
    if (taken < 0 && errno == EPIPE) input = {};
    if (taken > 0) input = input.subspan(static_cast<std::size_t>(taken));
    return taken > 0;
  }

  static bool read(std::optional<Pipe>& pipe, SecureBytes& bytes) {
    if (!pipe) return false;
    SecureBytes piece(65536);
    const ssize_t got = ::read(pipe->ends[0], piece.data(), piece.size());
    if (got == 0) pipe.reset();
    if (got <= 0) return false;
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + got);
    return true;
  }

  Pipe in_;
  std::optional<Pipe> out_, err_;
  pid_t pid_ = -1;
  int end_ = -1;  ///< a pidfd; -1 if the kernel has none
};

}  // namespace

std::optional<std::string> find_installed(const Environment& environment, std::string_view name) {
  const std::string path = environment.get_other("PATH").value_or(kUsualPath);
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const std::string file = path.substr(at, end - at) + "/" + std::string(name);
    if (end > at && path[at] == '/' && may_run(file)) return file;
    at = end + 1;
  }
  return std::nullopt;
}

ProgramResult run_program(const std::vector<std::string>& words, ByteView input,
                          ProgramOutput output, milliseconds timeout) {
  const auto deadline = steady_clock::now() + timeout;
  const BrokenPipesIgnored ignored;
  Program program(words, output);
  ProgramResult result{-1};
  if (!program.has_started()) return result;
  for (;;) {
    const bool ended = program.has_ended();  // asked first: then all that it wrote is there to read
    const bool moved = program.exchange(input, result);
    if (ended && !moved) break;
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds{0} || result.out.size() > kMaxOutput) return result;
    if (!moved) program.wait(input, left);
  }
  result.status = program.status();
  return result;
}

}  // namespace mayfly::app
