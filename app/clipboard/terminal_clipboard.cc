#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "clipboard/clipboard.h"
#include "mayfly/encoding.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

constexpr int kWriteTimeoutMs = 5000;  // Control-S stops a terminal

/// XTerm Control Sequences, "Operating System Commands", 52. Nobody answers: whether the terminal
/// does it cannot be told.
class TerminalClipboard final : public Clipboard {
 public:
  explicit TerminalClipboard(int terminal) : terminal_(terminal) {}
  ~TerminalClipboard() override { ::close(terminal_); }
  TerminalClipboard(const TerminalClipboard&) = delete;
  TerminalClipboard& operator=(const TerminalClipboard&) = delete;

  std::string name() const override { return "terminal"; }
  std::string remark() const override {
    return "whether the terminal copies it, and clears it later, cannot be told";
  }
  bool is_confirmed() const override { return false; }
  /// Terminals commonly take 74,994 characters of base64.
  std::size_t max_size() const override { return std::size_t{74994} / 4 * 3; }
  int descriptor() const noexcept override { return terminal_; }

  void put(ByteView text) override {
    if (!write_sequence(to_base64(text)))
      throw Error(ErrorKind::output_failed, "the terminal takes nothing");
  }
  /// What is not base64 clears.
  void clear(const Fingerprint&) override { write_sequence(secure_copy(as_bytes("!"))); }

 private:
  bool write_sequence(ByteView content) const {
    SecureBytes sequence = secure_copy(as_bytes("\x1b]52;c;"));
    sequence.insert(sequence.end(), content.begin(), content.end());
    append(sequence, "\a");
    for (ByteView left = sequence; !left.empty();) {
      pollfd ready{terminal_, POLLOUT, 0};
      if (::poll(&ready, 1, kWriteTimeoutMs) <= 0) return false;
      const ssize_t written = ::write(terminal_, left.data(), left.size());
      if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
      if (written > 0) left = left.subspan(static_cast<std::size_t>(written));
    }
    return true;
  }

  int terminal_;
};

/// The console of Linux would show the sequence.
bool may_know_it(const Environment& environment) {
  const std::string type = environment.get("TERM").value_or("dumb");
  return type != "dumb" && type != "linux";
}

}  // namespace

std::unique_ptr<Clipboard> find_terminal_clipboard(const Environment& environment) {
  if (!may_know_it(environment)) return nullptr;
  const int terminal = ::open("/dev/tty", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (terminal < 0) return nullptr;
  return std::make_unique<TerminalClipboard>(terminal);
}

}  // namespace mayfly::app
