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
#include "process/open_file.h"
#include "process/secure_text.h"

namespace mayfly::app {
namespace {

[[noreturn]] void refuse(const std::string& file, int error_number) {
  throw Error(ErrorKind::usage,
              "could not read " + file + ": " + std::generic_category().message(error_number));
}

SecureBytes read_file(const std::string& file) {
  if (file.empty()) throw empty_path("the file name");
  const OpenFile opened(file.c_str());
  if (!opened) refuse(file, errno);
  struct stat status {};
  if (::fstat(opened.fd(), &status) == 0 && S_ISDIR(status.st_mode)) refuse(file, EISDIR);
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
  return source.argument.value_or("-") == "-" && source.file.value_or("-") == "-";
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

/// If a message is named and another one is on standard input, one of them would be lost.
void require_no_other_input(const Tool& tool) {
  if (tool.around.io.in_is_terminal || tool.call.options.key_is_standard_input()) return;
  if (!has_bytes(tool.around.io.in, tool.around.input_wait)) return;
  throw Error(
      ErrorKind::usage, "two messages: one is named, the other on standard input",
      "nothing was stored; - alone takes standard input, --name NAME gives that a name, and "
      "</dev/null leaves it alone");
}

}  // namespace

SecureBytes read_message(const Tool& tool, MessageSource& source) {
  if (source.argument && source.file) {
    throw Error(ErrorKind::usage, "a message and --file together", "give one of them");
  }
  if (!is_standard_input(source)) require_no_other_input(tool);
  if (source.argument && *source.argument != "-") return take(*source.argument);
  const std::string file = source.file.value_or("-");
  if (file == "-" && tool.call.options.key_is_standard_input()) {
    const std::string key = tool.call.options.key_fd ? "key" : "passphrase";
    throw Error(ErrorKind::usage, "the message and the " + key + " both from standard input",
                "take the " + key + " from a file or another descriptor");
  }
  return read_input(tool, file, "message");
}

bool is_typed(const Tool& tool, const MessageSource& source) {
  return tool.around.io.in_is_terminal && is_standard_input(source);
}

SecureBytes read_input(const Tool& tool, const std::string& file, const std::string& what) {
  return file == "-" ? read_standard_input(tool, what) : read_file(file);
}

}  // namespace mayfly::app
