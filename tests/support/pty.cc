#include "support/pty.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "support/longest_wait.h"
#include "support/pty_shell.h"

namespace mayfly::test {
namespace {

[[noreturn]] void fail(const std::string& why) {
  throw std::runtime_error("pty: " + why);
}

int opened(const char* path) {
  const int fd = ::open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) fail(std::string("open ") + path);
  return fd;
}

int new_master() {
  const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || ::grantpt(fd) != 0 || ::unlockpt(fd) != 0) fail("no terminal");
  return fd;
}

std::string content_of(int fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  if (::pread(fd, text.data(), text.size(), 0) < 0) fail("pread");
  return text;
}

int memory_file(const std::string& content) {
  const int fd = ::memfd_create("stream", MFD_CLOEXEC);
  if (::write(fd, content.data(), content.size()) < 0) fail("write");
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::vector<std::string> variables_of(const Pty::Options& options) {
  std::map<std::string, std::string> all = options.environment;
  all.insert({{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"TERM", "xterm"}});
  std::vector<std::string> variables;
  for (const auto& [name, value] : all) variables.push_back(name + "=" + value);
  return variables;
}

}  // namespace

Pty::Pty(const std::vector<std::string>& arguments, const Options& options)
    : master_(new_master()), slave_(opened(::ptsname(master_))) {
  if (options.redirected_input) {
    in_ = memory_file(*options.redirected_input);
    out_ = memory_file("");
    err_ = memory_file("");
  }
  std::array<int, 2> status{};
  std::array<int, 2> control{};
  if (::pipe2(status.data(), O_CLOEXEC) != 0 || ::pipe2(control.data(), O_CLOEXEC) != 0)
    fail("pipe");
  before_ = settings();
  const auto variables = variables_of(options);
  const auto or_terminal = [&](int fd) { return fd < 0 ? slave_ : fd; };
  shell_ = ::fork();
  if (shell_ == 0) {
    ::close(control[1]);  // or it would never see the end
    run_pty_shell({arguments, variables, master_, slave_, or_terminal(in_), or_terminal(out_),
                   or_terminal(err_), status[1], control[0]});
  }
  ::close(status[1]);
  ::close(control[0]);
  status_ = status[0];
  control_ = control[1];
  pid_ = next_status();
}

Pty::~Pty() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
  ::close(control_);
  ::waitpid(shell_, nullptr, 0);
  for (const int fd : {master_, slave_, in_, out_, err_, status_})
    if (fd >= 0) ::close(fd);
}

void Pty::type(const std::string& keys) {
  constexpr std::size_t kPiece = 256;  // the terminal takes more only when what it shows is read
  for (std::size_t typed = 0; typed < keys.size();) {
    pollfd ready{master_, POLLIN | POLLOUT, 0};
    if (::poll(&ready, 1, kLongestWaitMs) <= 0) fail("nobody takes what is typed");
    if ((ready.revents & POLLIN) != 0) read_some(kLongestWaitMs);
    if ((ready.revents & POLLOUT) == 0) continue;
    const ssize_t taken = ::write(master_, &keys[typed], std::min(kPiece, keys.size() - typed));
    if (taken < 0) fail("write");
    typed += static_cast<std::size_t>(taken);
  }
}

void Pty::wait_for(const std::string& text) {
  for (;;) {
    const auto at = shown_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return;
    }
    read_some(kLongestWaitMs);
  }
}

termios Pty::settings() const {
  termios now{};
  if (::tcgetattr(slave_, &now) != 0) fail("tcgetattr");
  return now;
}

bool Pty::is_as_it_was() const {
  const auto flags = [](const termios& settings) {
    return std::tie(settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag);
  };
  const termios now = settings();
  return flags(now) == flags(before_);
}

void Pty::put_back() const {
  if (::tcsetattr(slave_, TCSANOW, &before_) != 0) fail("tcsetattr");
}

pid_t Pty::asker() const {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  if (::fcntl(slave_, F_GETLK, &lock) != 0) fail("fcntl");
  return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

void Pty::wait_for_stop() {
  if (!WIFSTOPPED(next_status())) fail("it has ended, where it was to stop");
}

void Pty::resume() {
  if (::write(control_, "c", 1) != 1) fail("write");
}

int Pty::wait() {
  const int status = next_status();
  if (WIFSTOPPED(status)) fail("it has stopped, where it was to end");
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const std::string& Pty::shown() {
  for (pollfd ready{master_, POLLIN, 0}; ::poll(&ready, 1, 0) > 0;) read_some(0);
  return shown_;
}

std::string Pty::out() const {
  return content_of(out_);
}

std::string Pty::err() const {
  return content_of(err_);
}

void Pty::read_some(int timeout_ms) {
  pollfd ready{master_, POLLIN, 0};
  if (::poll(&ready, 1, timeout_ms) <= 0) fail("nothing more is shown after: " + shown_);
  std::array<char, 4096> bytes{};
  const ssize_t got = ::read(master_, bytes.data(), bytes.size());
  if (got <= 0) fail("hung up after: " + shown_);
  shown_.append(bytes.data(), static_cast<std::size_t>(got));
}

int Pty::next_status() {
  std::array ready{pollfd{status_, POLLIN, 0}, pollfd{master_, POLLIN, 0}};
  int number = 0;
  do {
    if (::poll(ready.data(), ready.size(), kLongestWaitMs) <= 0)
      fail("no news of the program; shown: " + shown_);
    // Otherwise it could not go on writing.
    if ((ready[1].revents & POLLIN) != 0) read_some(kLongestWaitMs);
  } while ((ready[0].revents & (POLLIN | POLLHUP)) == 0);
  if (::read(status_, &number, sizeof(number)) != sizeof(number))
    fail("no news of the program; shown: " + shown_);
  return number;
}

}  // namespace mayfly::test
