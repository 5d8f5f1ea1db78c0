#include "message_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "places.h"

namespace mayfly::app {
namespace {

[[noreturn]] void refuse(const std::string& file, int error_number) {
  throw Error(ErrorKind::usage,
              "could not read " + file + ": " + std::generic_category().message(error_number));
}

SecureBytes read_file(const std::string& file) {
  if (file.empty()) throw empty_path("--file");
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) refuse(file, errno);
  const struct Close {
    int fd;
    ~Close() { ::close(fd); }
  } close{fd};
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) refuse(file, EISDIR);
  return read_all(fd, kMaxMessageSize);
}

SecureBytes read_standard_input(const Context& context) {
  if (context.io.in_is_terminal) {
    if (context.options.no_input) {
      throw Error(ErrorKind::usage, "no message",
                  "give it as an argument, with --file, or by a pipe");
    }
    if (!context.options.quiet) {
      write_err(context.io, "mayfly: type the message; end with Enter and Ctrl-D\n");
    }
  }
  return read_all(context.io.in, kMaxMessageSize);
}

}  // namespace

void wipe_argument(Context& context, const std::string& text) {
  for (char* argument : context.arguments) {
    if (text == argument) ::explicit_bzero(argument, text.size());
  }
}

SecureBytes read_message(Context& context, MessageSource& source) {
  if (source.argument && source.file) {
    throw Error(ErrorKind::usage, "a message and --file together", "give one of them");
  }
  if (source.argument && *source.argument != "-") {
    std::string& argument = *source.argument;
    SecureBytes text = secure_copy(as_bytes(argument));
    wipe_argument(context, argument);
    ::explicit_bzero(argument.data(), argument.size());
    return text;
  }
  const bool from_file = source.file && *source.file != "-";
  return from_file ? read_file(*source.file) : read_standard_input(context);
}

}  // namespace mayfly::app
