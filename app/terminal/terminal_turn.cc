#include "terminal/terminal_turn.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace mayfly::app {
namespace {

constexpr int kRetryIntervalMs = 20;
constexpr int kMaxTries =
    60 * 1000 / kRetryIntervalMs;  ///< at a program of which nothing can be seen

bool is_device(int fd, dev_t device) {
  struct stat status {};
  const int flags = ::fcntl(fd, F_GETFL);
  return flags != -1 && (flags & O_ACCMODE) == O_RDWR && ::fstat(fd, &status) == 0 &&
         status.st_rdev == device;
}

/// The terminal's own file, or -1: /dev/tty is one file for all terminals. A standard stream is
/// tried first, since after su(1) opening the path may be forbidden.
int open_device(int terminal) {
  unsigned number = 0;
  if (::ioctl(terminal, TIOCGDEV, &number) != 0) return -1;
  for (int fd = 0; fd <= 2; ++fd) {
    if (is_device(fd, number)) return ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  }
  const std::string path = "/dev/pts/" + std::to_string(minor(number));
  const int fd = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || is_device(fd, number)) return fd;
  ::close(fd);
  return -1;
}

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

/// False if another program has it.
bool take(int fd) {
  struct flock lock = whole_file();
  return ::fcntl(fd, F_SETLK, &lock) == 0 || (errno != EAGAIN && errno != EACCES);
}

/// Of a process, as /proc/PID/stat has them.
struct ProcessState {
  char letter = 0;  ///< 'T' is stopped
  pid_t parent = 0;
};

/// Nothing if the process cannot be seen. Its name stands in brackets, and may contain some.
std::optional<ProcessState> state_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  ProcessState state;
  fields >> state.letter >> state.parent;
  return state;
}

bool is_ancestor(pid_t pid) {
  for (pid_t at = ::getppid(); at > 1;) {
    if (at == pid) return true;
    const auto state = state_of(at);
    at = state ? state->parent : 0;
  }
  return false;
}

/// Whether to go on without the lock.
bool may_pass(int fd, int tries) {
  struct flock lock = whole_file();
  if (::fcntl(fd, F_GETLK, &lock) != 0) return true;
  if (lock.l_type == F_UNLCK) return false;  // it is free
  const auto state = state_of(lock.l_pid);
  if (!state) return tries >= kMaxTries;
  return state->letter == 'T' || is_ancestor(lock.l_pid);
}

}  // namespace

TerminalTurn::TerminalTurn(int terminal) : fd_(open_device(terminal)) {
  for (int tries = 0; fd_ >= 0 && !take(fd_); ++tries) {
    if (may_pass(fd_, tries)) return;
    ::poll(nullptr, 0, kRetryIntervalMs);
  }
}

TerminalTurn::~TerminalTurn() {
  if (fd_ >= 0) ::close(fd_);  // which frees the lock
}

}  // namespace mayfly::app
