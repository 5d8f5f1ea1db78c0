#include "commands/typed_message.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "mayfly/error.h"
#include "process/io.h"
#include "terminal/line_discipline.h"
#include "terminal/terminal.h"
#include "terminal/terminal_signals.h"

namespace mayfly::app {
namespace {

std::uint8_t key(const termios& settings, int index) {
  const cc_t value = settings.c_cc[index];
  return value == _POSIX_VDISABLE ? 0 : value;
}

LineDiscipline::Keys keys_of(const termios& settings) {
  const bool extended = (settings.c_lflag & IEXTEN) != 0;
  LineDiscipline::Keys keys;
  keys.erase = key(settings, VERASE);
  keys.kill = key(settings, VKILL);
  keys.end = key(settings, VEOF);
  keys.word_erase = extended ? key(settings, VWERASE) : 0;
  keys.literal_next = extended ? key(settings, VLNEXT) : 0;
  keys.utf8 = (settings.c_iflag & IUTF8) != 0;
  return keys;
}

/// A terminal keeps 4,095 bytes of a line and drops the rest without a word (termios(3)), and what
/// is left may have been edited: so a line nearly that long may be a part of what was typed.
constexpr std::ptrdiff_t kPossiblyCutSize = 4000;

Error may_be_cut() {
  return {ErrorKind::usage, "a line is too long to be typed there: the terminal may have cut it",
          "nothing was stored; type it when it is asked for, or give it by a pipe or in a file"};
}

void require_whole_lines(ByteView typed) {
  for (auto at = typed.begin(); at != typed.end();) {
    const auto end = std::find(at, typed.end(), '\n');
    if (end - at >= kPossiblyCutSize) throw may_be_cut();
    at = end == typed.end() ? end : end + 1;
  }
}

/// The same for a line that has not ended, which is there once the terminal hands over each key.
void require_whole_beginning(int fd) {
  int waiting = 0;
  if (::ioctl(fd, FIONREAD, &waiting) == 0 && waiting >= kPossiblyCutSize) throw may_be_cut();
}

/// Takes the lines that were typed before: the terminal has shown them, and edited them. False at
/// the end of the input.
bool take_typed_before(int fd, LineDiscipline& line) {
  SecureBytes typed(4096);
  pollfd ready{fd, POLLIN, 0};
  while (::poll(&ready, 1, 0) > 0) {
    const ssize_t got = ::read(fd, typed.data(), typed.size());
    if (got <= 0) return false;
    line.take_line({typed.data(), static_cast<std::size_t>(got)});
    require_whole_lines(line.text());
  }
  return true;
}

/// The terminal, handing over each key as it is pressed, for as long as this lives. Signals that
/// keys send, and the keys that hold output, work as before.
class KeyByKey final : private Interruptible {
 public:
  KeyByKey(int fd, const termios& before) : fd_(fd), before_(before), keys_(before) {
    keys_.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ECHONL | IEXTEN);
    keys_.c_cc[VMIN] = 1;
    keys_.c_cc[VTIME] = 0;
    is_wanted_ = 1;
    resume();
  }
  ~KeyByKey() override {
    is_wanted_ = 0;
    leave();
  }
  KeyByKey(const KeyByKey&) = delete;
  KeyByKey& operator=(const KeyByKey&) = delete;

 private:
  void leave() noexcept override {
    if (is_ours(fd_)) ::tcsetattr(fd_, TCSANOW, &before_);
  }
  void resume() noexcept override {
    if (is_wanted_ != 0 && is_ours(fd_)) ::tcsetattr(fd_, TCSANOW, &keys_);
  }

  int fd_;
  termios before_;
  termios keys_;
  volatile std::sig_atomic_t is_wanted_ = 0;
  CaughtSignals signals_{*this};
};

/// The terminal to write to, which `fd` may be open for reading alone.
class Echo {
 public:
  Echo(int fd, bool wanted)
      : wanted_(wanted),
        fd_(::open(("/proc/self/fd/" + std::to_string(fd)).c_str(),
                   O_WRONLY | O_NOCTTY | O_CLOEXEC)) {}
  ~Echo() {
    if (fd_ >= 0) ::close(fd_);
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;

  bool possible() const { return fd_ >= 0; }
  void show(ByteView bytes) const {
    // If that fails there is nobody to tell: reading will fail too.
    while (wanted_ && !bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

 private:
  bool wanted_;
  int fd_;
};

/// False at the end of the input: the terminal has hung up.
bool take_some(int fd, LineDiscipline& line, const Echo& echo) {
  std::array<std::uint8_t, 4096> keys{};
  const ssize_t got = ::read(fd, keys.data(), keys.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (got < 0 && errno != EIO) throw Error(ErrorKind::unexpected, "could not read the terminal");
  SecureBytes shown;
  for (ssize_t i = 0; i < got && !line.ended(); ++i)
    line.take(keys.at(static_cast<std::size_t>(i)), shown);
  ::explicit_bzero(keys.data(), keys.size());
  echo.show(shown);
  return got > 0;
}

}  // namespace

SecureBytes read_terminal(int fd, std::size_t max_size, const std::function<void()>& begin) {
  termios before{};
  const bool by_line = ::tcgetattr(fd, &before) == 0 && (before.c_lflag & ICANON) != 0;
  const Echo echo(fd, (before.c_lflag & ECHO) != 0);
  if (!by_line || !echo.possible()) {
    begin();
    SecureBytes text = read_all(fd, max_size);
    require_whole_lines(text);
    return text;
  }
  LineDiscipline line(keys_of(before));
  if (!take_typed_before(fd, line)) return line.text();
  const KeyByKey terminal(fd, before);
  require_whole_beginning(fd);
  begin();
  while (!line.ended() && line.text().size() <= max_size && take_some(fd, line, echo)) {
  }
  return line.text();
}

}  // namespace mayfly::app
