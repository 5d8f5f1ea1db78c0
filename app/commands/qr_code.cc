#include <iterator>

#include "commands/message_sink.h"
#include "process/programs.h"

namespace mayfly::app {
namespace {

constexpr std::size_t kMaxQrSize = 2953;  // bytes: version 40, level L (ISO/IEC 18004)

/// By the program qrencode, which gets the text by a pipe.
class QrCode final : public MessageSink {
 public:
  QrCode(const Tool& tool, const std::string& program)
      : tool_(tool), words_{program, "-8", "-m", "2",
                            "-o",    "-",  "-t", type(tool.out.is_terminal())} {
    draw(as_bytes("test"));  // so that it is known to work before a message is claimed
  }

  void begin(const std::string&) override {}
  void require_reader() const override { tool_.out.require_reader(); }

  void accept(std::span<const Message* const> messages) override {
    if (messages.size() != 1)
      throw Error(ErrorKind::usage, "a QR code holds one message, and more are asked for",
                  "nothing was printed");
    if (messages.front()->text.size() > kMaxQrSize)
      throw Error(ErrorKind::usage,
                  "the message is longer than the " + std::to_string(kMaxQrSize) +
                      " bytes that a QR code holds",
                  "nothing was printed");
  }
  void take(Message message) override { tool_.out.print(draw(message.text)); }
  void finish() override {}

 private:
  /// On a terminal black on white, whatever its colors are.
  static const char* type(bool is_terminal) { return is_terminal ? "ANSIUTF8" : "UTF8"; }

  SecureBytes draw(ByteView text) const {
    ProgramResult result = run_program(words_, text, ProgramOutput::kept);
    if (result.status != 0 || result.out.empty())
      throw Error(ErrorKind::output_failed, "qrencode failed", "run it by hand to see why");
    return std::move(result.out);
  }

  const Tool& tool_;
  std::vector<std::string> words_;
};

}  // namespace

std::unique_ptr<MessageSink> open_qr_sink(const Tool& tool) {
  if (tool.out.json())
    throw Error(ErrorKind::usage, "--qr and --json exclude each other", "see mayfly get --help");
  const auto program = find_installed(tool.around.environment, "qrencode");
  if (!program)
    throw Error(ErrorKind::usage, "--qr needs the program qrencode, which is not on PATH",
                "nothing was printed; install it: apt install qrencode");
  return std::make_unique<QrCode>(tool, *program);
}

}  // namespace mayfly::app
