#include "commands/message_input.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "cli/values.h"
#include "commands/typed_message.h"
#include "process/child.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

[[noreturn]] void refuse(const std::string& file, int error_number) {
  throw Error(ErrorKind::usage,
              "could not read " + file + ": " + std::generic_category().message(error_number));
}

/// `error_number` is that of opening it.
void require_readable(const OpenFile& opened, const std::string& file, int error_number) {
  if (!opened) refuse(file, error_number);
  struct stat status {};
  if (::fstat(opened.fd(), &status) == 0 && S_ISDIR(status.st_mode)) refuse(file, EISDIR);
}

SecureBytes read_file(const std::string& file) {
  if (file.empty()) throw empty_path("the file name");
  const OpenFile opened(file.c_str());
  require_readable(opened, file, errno);
  return ::isatty(opened.fd()) == 1 ? read_terminal(opened.fd(), kMaxMessageSize, [] {})
                                    : read_all(opened.fd(), kMaxMessageSize);
}

SecureBytes read_standard_input(const Tool& tool, const std::string& what) {
  if (!tool.around.io.in_is_terminal) return read_all(tool.around.io.in, kMaxMessageSize);
  if (tool.call.options.no_input)
    throw Error(ErrorKind::usage, "no " + what, "give it by a pipe or in a file");
  return read_terminal(tool.around.io.in, kMaxMessageSize, [&] {
    tool.out.instruct("type the " + what + "; end with Enter and Ctrl-D");
  });
}

bool is_standard_input(const MessageSource& source) {
  return !source.command && !source.prompt && source.argument.value_or("-") == "-" &&
         source.file.value_or("-") == "-";
}

/// Whether a pipe, a socket or a file has bytes to read. Whoever fills a pipe may just be starting,
/// and is waited for; but not if it has ended, or if there is nothing, as in /dev/null.
bool has_bytes(int fd, std::chrono::milliseconds wait) {
  int count = 0;
  if (::ioctl(fd, FIONREAD, &count) != 0 || count != 0) return count != 0;
  pollfd ready{fd, POLLIN, 0};
  return ::poll(&ready, 1, static_cast<int>(wait.count())) > 0 &&
         ::ioctl(fd, FIONREAD, &count) == 0 && count != 0;
}

// A terminal keeps 4,095 bytes of a line and drops the rest without a word (termios(3)).
constexpr std::size_t kMaxAnswer = 4000;

SecureBytes ask(const Tool& tool, const char* question) try {
  SecureBytes answer = tool.around.prompt.ask_hidden(question, kMaxAnswer);
  if (answer.size() <= kMaxAnswer) return answer;
  throw Error(ErrorKind::usage, "a line is too long to be typed there",
              "nothing was stored; give it by a pipe or in a file");
} catch (const Error& error) {
  if (error.kind() != ErrorKind::wrong_key) throw;
  throw Error(ErrorKind::usage, "no message was typed", "nothing was stored");
}

/// One line, without its end.
SecureBytes ask_for_message(const Tool& tool, bool once) {
  if (tool.call.options.no_input)
    throw Error(ErrorKind::usage, "--prompt together with --no-input",
                "give the message by a pipe or in a file");
  if (!tool.around.prompt.possible())
    throw Error(ErrorKind::no_terminal, "there is no terminal to ask for the message at",
                "nothing was stored; give it by a pipe or in a file");
  const Questions both(tool.around.prompt);
  SecureBytes message = ask(tool, "mayfly: message: ");
  if (once || message.empty()) return message;  // an empty one is refused
  if (ask(tool, "mayfly: the same again: ") == message) return message;
  throw Error(ErrorKind::usage, "the two messages differ", "nothing was stored");
}

SecureBytes output_of(const std::string& command) {
  if (command.empty())
    throw Error(ErrorKind::usage, "--command is empty", "a variable of a script may be unset");
  return output_of_command({.text = command,
                            .name = "the command",
                            .failure = ErrorKind::usage,
                            .gives_passphrase = false},
                           kMaxMessageSize);
}

}  // namespace

/// If a message is named and another one is on standard input, one of them would be lost.
void require_no_other_input(const Tool& tool) {
  if (tool.around.io.in_is_terminal || tool.call.options.key_is_standard_input()) return;
  if (!has_bytes(tool.around.io.in, tool.around.input_wait)) return;
  throw Error(
      ErrorKind::usage, "two messages: one is named, the other on standard input",
      "nothing was stored; - alone takes standard input, --name NAME gives that a name, and "
      "</dev/null leaves it alone");
}

void require_input_without_key(const Tool& tool, const std::string& what) {
  if (!tool.call.options.key_is_standard_input()) return;
  const std::string key = tool.call.options.key_fd ? "key" : "passphrase";
  throw Error(ErrorKind::usage, what + " and the " + key + " both from standard input",
              "take the " + key + " from a file or another descriptor");
}

SecureBytes read_message(const Tool& tool, MessageSource& source) {
  if (source.argument && source.file) {
    throw Error(ErrorKind::usage, "a message and --file together", "give one of them");
  }
  if (!is_standard_input(source)) require_no_other_input(tool);
  if (source.prompt) return ask_for_message(tool, source.once);
  if (source.command) return output_of(*source.command);
  if (source.argument && *source.argument != "-") return take(*source.argument);
  const std::string file = source.file.value_or("-");
  if (file == "-") require_input_without_key(tool, "the message");
  return read_input(tool, file, "message");
}

bool is_typed(const Tool& tool, const MessageSource& source) {
  return source.prompt || (tool.around.io.in_is_terminal && is_standard_input(source));
}

SecureBytes read_input(const Tool& tool, const std::string& file, const std::string& what) {
  return file == "-" ? read_standard_input(tool, what) : read_file(file);
}

InputStream::InputStream(const Tool& tool, const std::string& file, const std::string& what) {
  if (file == "-" && tool.around.io.in_is_terminal) {
    typed_ = read_standard_input(tool, what);
  } else if (file == "-") {
    fd_ = tool.around.io.in;
  } else {
    if (file.empty()) throw empty_path("the file name");
    file_.emplace(file.c_str());
    require_readable(*file_, file, errno);
    if (::isatty(file_->fd()) == 1) {
      typed_ = read_terminal(file_->fd(), kMaxMessageSize, [] {});
    } else {
      fd_ = file_->fd();
    }
  }
}

}  // namespace mayfly::app
