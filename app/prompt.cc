#include "prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "mayfly/error.h"

namespace mayfly::app {
namespace {

constexpr const char* kTerminal = "/dev/tty";
constexpr std::array kCaught{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

volatile std::sig_atomic_t caught = 0;

/// Signals that end or stop the program only end the question, for as long as it lives: so that the
/// terminal is put back first.
class CaughtSignals {
 public:
  CaughtSignals() {
    caught = 0;
    struct sigaction catching {};
    catching.sa_handler = [](int signal) { caught = signal; };
    for (std::size_t i = 0; i < kCaught.size(); ++i)
      ::sigaction(kCaught.at(i), &catching, &before_.at(i));
  }
  ~CaughtSignals() {
    for (std::size_t i = 0; i < kCaught.size(); ++i)
      ::sigaction(kCaught.at(i), &before_.at(i), nullptr);
  }
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;

 private:
  std::array<struct sigaction, kCaught.size()> before_{};
};

/// They come during wait() only, or one might come between a look at `caught` and the wait.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : kCaught) ::sigaddset(&held, signal);
    ::sigprocmask(SIG_BLOCK, &held, &before_);
  }
  ~HeldSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  /// Until there is something to read; false where a signal came.
  bool wait(int fd) const {
    pollfd ready{fd, POLLIN, 0};
    if (caught == 0) ::ppoll(&ready, 1, nullptr, &before_);
    return caught == 0;
  }

 private:
  sigset_t before_{};
};

/// The terminal, showing nothing of what is typed.
class HiddenTerminal {
 public:
  HiddenTerminal() : fd_(::open(kTerminal, O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (fd_ < 0 || ::tcgetattr(fd_, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= ECHONL | ICANON | ISIG;
    hidden_ = ::tcsetattr(fd_, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenTerminal() {
    if (hidden_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) ::close(fd_);
  }
  HiddenTerminal(const HiddenTerminal&) = delete;
  HiddenTerminal& operator=(const HiddenTerminal&) = delete;

  bool hidden() const { return hidden_; }

  void write(std::string_view text) const {
    // Where that fails there is nobody to tell: reading will fail too.
    [[maybe_unused]] const ssize_t written = ::write(fd_, text.data(), text.size());
  }

  /// A line without its end; nothing at the end of the input, or where a signal came.
  std::optional<SecureBytes> read_line(std::size_t max_size) const {
    const HeldSignals signals;
    SecureBytes line;
    for (;;) {
      std::uint8_t byte = 0;
      if (!signals.wait(fd_)) return std::nullopt;
      const ssize_t got = ::read(fd_, &byte, 1);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return line.empty() ? std::nullopt : std::optional(line);
      if (byte == '\n') return line;
      if (line.size() <= max_size) line.push_back(byte);
    }
  }

 private:
  int fd_;
  termios before_{};
  bool hidden_ = false;
};

std::optional<SecureBytes> ask_once(std::string_view question, std::size_t max_size) {
  const CaughtSignals signals;
  const HiddenTerminal terminal;
  if (!terminal.hidden())
    throw Error(ErrorKind::wrong_key, "there is no terminal to ask for the passphrase at");
  terminal.write(question);
  auto line = terminal.read_line(max_size);
  if (!line) terminal.write("\n");
  return line;
}

}  // namespace

bool TerminalPrompt::possible() {
  const int fd = ::open(kTerminal, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

SecureBytes TerminalPrompt::ask_hidden(std::string_view question, std::size_t max_size) {
  for (;;) {
    auto line = ask_once(question, max_size);
    const int signal = caught;
    if (line && signal == 0) return std::move(*line);
    if (signal == SIGINT) throw Error(ErrorKind::interrupted, "interrupted");
    if (signal == 0) throw Error(ErrorKind::wrong_key, "no passphrase was typed");
    (void)::raise(
        signal);  // as if it had not been caught: ends the program, or stops it for a while
  }
}

}  // namespace mayfly::app
